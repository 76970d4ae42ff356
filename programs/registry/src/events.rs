//! What the program logs.

use anchor_lang::prelude::*;

/// A wallet takes part.
#[event]
pub struct UserRegistered {
    pub user: Address,
    pub wallet: Address,
    pub role: u8,
}

/// A meter exists.
#[event]
pub struct MeterRegistered {
    pub meter: Address,
    pub meter_id: [u8; 32],
    pub owner: Address,
    pub signing_key: Address,
    pub capacity_w: u32,
    pub zone: u16,
}

/// A meter belongs to another user.
#[event]
pub struct MeterAssigned {
    pub meter: Address,
    pub previous_owner: Address,
    pub owner: Address,
}

/// A meter takes part, pauses, or has retired.
#[event]
pub struct MeterStatusChanged {
    pub meter: Address,
    pub previous_status: u8,
    pub status: u8,
}

/// A meter signs with another key.
#[event]
pub struct MeterKeyRotated {
    pub meter: Address,
    pub previous_key: Address,
    pub signing_key: Address,
}

/// A meter takes part no more, ever.
#[event]
pub struct MeterRetired {
    pub meter: Address,
    pub owner: Address,
    pub retired_by: Address,
}

/// A key may trade for an owner, within these limits.
#[event]
pub struct AgentAuthorised {
    pub agent_record: Address,
    pub owner: Address,
    pub agent: Address,
    pub max_order_wh: u32,
    pub max_bid: u16,
    pub min_ask: u16,
    pub sides: u8,
    pub expires_at: i64,
}

/// A key may trade for an owner no more.
#[event]
pub struct AgentRevoked {
    pub agent_record: Address,
    pub owner: Address,
    pub agent: Address,
}
