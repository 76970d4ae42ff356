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
