//! What the program logs.

use anchor_lang::prelude::*;

/// A meter can be attested.
#[event]
pub struct FeedOpened {
    pub feed: Address,
    pub meter: Address,
}

/// The readings of an interval are committed to.
#[event]
pub struct BatchOpened {
    pub interval_start: i64,
    pub root: [u8; 32],
    pub count: u32,
}

/// A meter's interval counts. There is a gap when `interval_start` is after `previous_end`, unless that is 0.
#[event(bytemuck)]
pub struct ReadingAttested {
    pub meter: Address,
    pub interval_start: i64,
    pub generated_wh: u32,
    pub consumed_wh: u32,
    pub import_wh: u32,
    pub export_wh: u32,
    pub minted_wh: u64,
    pub previous_end: i64,
}

/// All readings of an interval are attested: its market may open.
#[event]
pub struct BatchSealed {
    pub interval_start: i64,
    pub root: [u8; 32],
    pub count: u32,
}

/// An interval's market may open although some of its readings were not attested, and will not be.
#[event]
pub struct BatchSealedShort {
    pub interval_start: i64,
    pub root: [u8; 32],
    pub count: u32,
    pub attested: u32,
}

/// The market cleared an interval, and was asked to through the oracle.
#[event]
pub struct ClearingTriggered {
    pub interval: Address,
}
