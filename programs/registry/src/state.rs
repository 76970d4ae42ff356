//! The accounts of the program: one for each user, each meter, and each key that trades for an owner.

use anchor_lang::prelude::*;

/// `User.role`: generates and consumes.
pub const ROLE_PROSUMER: u8 = 0;
/// `User.role`: only consumes.
pub const ROLE_CONSUMER: u8 = 1;
/// `User.role`: runs the campus.
pub const ROLE_OPERATOR: u8 = 2;
/// `User.role`: approves certificates.
pub const ROLE_REGULATOR: u8 = 3;
/// `Meter.sources`: solar.
pub const SOURCE_SOLAR: u8 = 1;
/// `Meter.sources`: wind.
pub const SOURCE_WIND: u8 = 2;
/// `Meter.sources`: storage, which gives back what was generated elsewhere.
pub const SOURCE_STORAGE: u8 = 4;
/// `User.status` and `Meter.status`: takes part.
pub const STATUS_ACTIVE: u8 = 0;
/// `Meter.status`: for the time being not.
pub const STATUS_SUSPENDED: u8 = 1;
/// `Meter.status`: never again.
pub const STATUS_RETIRED: u8 = 2;

/// `Agent.sides`: may bid.
pub const AGENT_BIDS: u8 = 1;
/// `Agent.sides`: may ask.
pub const AGENT_ASKS: u8 = 2;
/// `Agent.sides`: may promise energy ahead of its delivery, and reserve such promises.
pub const AGENT_FORWARD: u8 = 4;
/// `Agent.status`: may trade until it expires.
pub const AUTHORISATION_ACTIVE: u8 = 0;
/// `Agent.status`: may not.
pub const AUTHORISATION_REVOKED: u8 = 1;

/// A wallet that takes part. PDA `["user", wallet]`.
#[account]
pub struct User {
    /// The key that signs for the user.
    pub wallet: Address,
    /// When it was registered [epoch s].
    pub created_at: i64,
    /// One of `ROLE_*`.
    pub role: u8,
    /// 0 active.
    pub status: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
}

/// A meter and what it may report. PDA `["meter", meter_id]`.
#[account]
pub struct Meter {
    /// Its name, ASCII, padded with zeros.
    pub meter_id: [u8; 32],
    /// Wallet that its energy belongs to.
    pub owner: Address,
    /// Ed25519 key that signs its readings.
    pub signing_key: Address,
    /// SHA-256 of the installation permit.
    pub permit_hash: [u8; 32],
    /// When it was registered [epoch s].
    pub created_at: i64,
    /// Generation and storage, the most it may export [W].
    pub capacity_w: u32,
    /// The most it may import or consume [W].
    pub load_w: u32,
    /// Market zone that it trades in.
    pub zone: u16,
    /// What the meter is, as the campus file has it.
    pub kind: u8,
    /// One of `STATUS_*`.
    pub status: u8,
    /// Bit 0 solar, 1 wind, 2 storage.
    pub sources: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 2],
}

/// A key that may trade for an owner, within limits and until a time. PDA `["agent", owner, agent]`.
///
/// What it may move in total is the token program's own delegation, which the owner gives to the market's vault
/// authority: an agent never is a delegate, so it can place orders for the owner and take nothing.
#[account]
pub struct Agent {
    /// Wallet that it trades for.
    pub owner: Address,
    /// Key that signs its orders.
    pub agent: Address,
    /// From then on it may not [epoch s].
    pub expires_at: i64,
    /// When it was authorised first [epoch s].
    pub created_at: i64,
    /// The largest order it may place [Wh].
    pub max_order_wh: u32,
    /// The highest limit of its bids [ticks].
    pub max_bid: u16,
    /// The lowest limit of its asks [ticks].
    pub min_ask: u16,
    /// What it may place, of `AGENT_*`.
    pub sides: u8,
    /// One of `AUTHORISATION_*`.
    pub status: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
}
