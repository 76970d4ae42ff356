//! The one account of the program.

use anchor_lang::prelude::*;

/// How many approvers a set holds at most.
pub const MAX_APPROVERS: usize = 7;
/// How many meter id prefixes are accepted at most.
pub const MAX_PREFIXES: usize = 4;
/// Bytes of an approver's name or of a meter id prefix.
pub const LABEL_BYTES: usize = 16;

/// Everything the other programs ask of governance. PDA `["config"]`.
#[account]
pub struct Config {
    /// Signs parameter changes, pauses and registrations.
    pub authority: Address,
    /// Proposed successor; all zero when there is none.
    pub pending_authority: Address,
    /// Signs attestations.
    pub oracle: Address,
    /// Mint of the energy token.
    pub energy_mint: Address,
    /// Mint of the campus credit.
    pub credit_mint: Address,
    /// Keys that approve certificates; unused ones are zero.
    pub approvers: [Address; MAX_APPROVERS],
    /// Grows with each change of the set; an approval carries it.
    pub approver_set_version: u32,
    /// Length of a market interval [s].
    pub interval_s: u32,
    /// How long after delivery ends the gate closes [s].
    pub gate_s: u32,
    /// Age of the oldest interval that may still be attested [s].
    pub max_age_s: u32,
    /// Smallest order [Wh].
    pub min_lot_wh: u32,
    /// Carbon offset of certified energy [g/kWh].
    pub emission_g_per_kwh: u32,
    /// How long a certificate request may wait for a decision [s].
    pub request_life_s: u32,
    /// How long an issued certificate may be used [s].
    pub certificate_life_s: u32,
    /// The most that a meter may report of any energy in an interval, whatever its power [Wh]; 0 for no such limit.
    pub meter_limit_wh: u32,
    /// How far ahead of its delivery energy may be promised [s].
    pub forward_horizon_s: u32,
    /// Lowest price of an order [ticks].
    pub price_min: u16,
    /// Highest price of an order [ticks].
    pub price_max: u16,
    /// What the grid charges [ticks].
    pub grid_price: u16,
    /// What the grid pays [ticks].
    pub feed_in_price: u16,
    /// Approvers' names, ASCII, padded with zeros.
    pub approver_names: [[u8; LABEL_BYTES]; MAX_APPROVERS],
    /// Accepted meter id prefixes, ASCII, padded with zeros.
    pub prefixes: [[u8; LABEL_BYTES]; MAX_PREFIXES],
    /// 0 engineering, 1 regulators.
    pub model: u8,
    /// Bit 0 attest and mint, bit 1 new orders, bit 2 registration.
    pub paused: u8,
    /// How many approvers there are.
    pub approver_count: u8,
    /// How many of them must approve.
    pub threshold: u8,
    /// How many prefixes there are; 0 accepts any meter.
    pub prefix_count: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 2],
}

impl Config {
    /// Whether any of the pause bits of `mask` is set.
    pub fn is_paused(&self, mask: u8) -> bool {
        self.paused & mask != 0
    }

    /// Whether a meter id starts with one of the accepted prefixes; without prefixes any id does.
    pub fn accepts_meter_id(&self, meter_id: &[u8; 32]) -> bool {
        let count = usize::from(self.prefix_count).min(MAX_PREFIXES);
        count == 0 || self.prefixes[..count].iter().any(|prefix| starts_with(meter_id, prefix))
    }
}

/// Whether an id starts with a prefix that zeros pad.
fn starts_with(meter_id: &[u8; 32], prefix: &[u8; LABEL_BYTES]) -> bool {
    prefix.iter().zip(meter_id).all(|(want, have)| *want == 0 || want == have)
}
