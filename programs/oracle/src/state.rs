//! The accounts of the program: a feed for each meter, a batch for each interval.

use anchor_lang::prelude::*;

/// `Batch.sealed`: readings are missing, or it is not open yet.
pub const UNSEALED: u8 = 0;
/// `Batch.sealed`: no reading under the root is waited for.
pub const SEALED: u8 = 1;

/// What is attested of a meter so far. PDA `["feed", meter]`.
#[account]
pub struct MeterFeed {
    /// The meter's account in the registry.
    pub meter: Address,
    /// Who owned the meter when the feed was opened.
    pub owner_at_open: Address,
    /// End of the newest interval attested [epoch s]; 0 at first.
    pub last_end: i64,
    /// Import of that interval [Wh].
    pub last_import_wh: u32,
    /// Export of that interval [Wh].
    pub last_export_wh: u32,
    /// Generated since the feed was opened [Wh].
    pub generated_wh: u64,
    /// Consumed since then [Wh].
    pub consumed_wh: u64,
    /// Imported since then [Wh].
    pub import_wh: u64,
    /// Exported since then [Wh].
    pub export_wh: u64,
    /// Minted since then [Wh].
    pub minted_wh: u64,
    /// Export less import of each interval, where positive, whoever mints it [Wh].
    pub surplus_wh: u64,
    /// Intervals attested.
    pub sequence: u64,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 7],
}

/// The attested readings of an interval. PDA `["batch", interval_start i64 le]`.
#[account]
pub struct Batch {
    /// When the interval begins [epoch s].
    pub interval_start: i64,
    /// Merkle root of the interval's signed readings.
    pub root: [u8; 32],
    /// Leaves under the root; 0 before the batch is opened.
    pub count: u32,
    /// Those of them that are attested.
    pub attested: u32,
    /// Generated, all meters together [Wh].
    pub generated_wh: u64,
    /// Consumed [Wh].
    pub consumed_wh: u64,
    /// Imported [Wh].
    pub import_wh: u64,
    /// Exported [Wh].
    pub export_wh: u64,
    /// Minted [Wh].
    pub minted_wh: u64,
    /// Length of the interval, as it was when the account was created [s].
    pub length_s: u32,
    /// Readings that came after the batch was opened, each with its own signature; not under the root.
    pub sequence: u16,
    /// [`SEALED`] when as many are attested as there are leaves, or the oracle waits for no more.
    pub sealed: u8,
    /// Bump of the address.
    pub bump: u8,
}
