//! What the program logs.

use anchor_lang::prelude::*;

/// A zone can be traded in.
#[event]
pub struct ZoneOpened {
    pub zone: u16,
}

/// An interval takes orders until its gate.
#[event]
pub struct IntervalOpened {
    pub interval: Address,
    pub zone: u16,
    pub start: i64,
    pub gate: i64,
}

/// An order is in the book and its escrow in the vault.
#[event]
pub struct OrderPlaced {
    pub order: Address,
    pub interval: Address,
    pub owner: Address,
    pub side: u8,
    pub limit: u16,
    pub quantity_wh: u32,
    pub ticket: u32,
}

/// An order left the book; its escrow went back in full.
#[event]
pub struct OrderCancelled {
    pub order: Address,
    pub interval: Address,
    pub owner: Address,
    /// Credit units of a bid, token base units of an ask.
    pub refunded_units: u64,
}

/// The auction is decided.
#[event]
pub struct IntervalCleared {
    pub interval: Address,
    /// 65535 when nothing crosses.
    pub price: u16,
    pub cleared_wh: u64,
    pub bid_count: u32,
    pub ask_count: u32,
}

/// An order is paid and refunded.
#[event]
pub struct OrderSettled {
    pub order: Address,
    pub owner: Address,
    pub side: u8,
    pub filled_wh: u32,
    /// 65535 when nothing crossed.
    pub price: u16,
    /// Credit that a bid paid or an ask received.
    pub paid_units: u64,
    /// Given back of what was locked: credit units of a bid, token base units of an ask.
    pub refunded_units: u64,
    /// Unsold energy that was redeemed at feed-in instead of given back.
    pub redeemed_wh: u32,
}

/// An order that could not be settled, because its payout account is closed or no longer its owner's.
#[event]
pub struct OrderHeld {
    pub order: Address,
    pub owner: Address,
    /// The payout account that it waits for.
    pub payout: Address,
}

/// An order has other payout accounts.
#[event]
pub struct OrderRedirected {
    pub order: Address,
    pub owner: Address,
}
