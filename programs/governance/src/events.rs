//! What the program logs.

use anchor_lang::prelude::*;

/// The configuration exists.
#[event]
pub struct ConfigInitialized {
    pub authority: Address,
    pub oracle: Address,
    pub model: u8,
}

/// Parameters were set.
#[event]
pub struct ParametersChanged {
    pub oracle: Address,
    pub price_min: u16,
    pub price_max: u16,
    pub grid_price: u16,
    pub feed_in_price: u16,
}

/// The approvers are others now.
#[event]
pub struct ApproversChanged {
    pub approver_set_version: u32,
    pub approver_count: u8,
    pub threshold: u8,
    pub model: u8,
}

/// A successor was named.
#[event]
pub struct AuthorityProposed {
    pub authority: Address,
    pub pending_authority: Address,
}

/// The successor took over.
#[event]
pub struct AuthorityAccepted {
    pub authority: Address,
}

/// The activities that stand still are these now.
#[event]
pub struct PauseChanged {
    pub paused: u8,
}

/// A program runs the code of a buffer now.
#[event]
pub struct ProgramUpgraded {
    pub program: Address,
    pub buffer: Address,
}

/// Another key may upgrade a program now.
#[event]
pub struct UpgradeAuthoritySet {
    pub program: Address,
    pub authority: Address,
}
