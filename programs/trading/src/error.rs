//! Why the program refuses. Codes are 6000 + the number here; they are never renumbered.

use anchor_lang::prelude::*;
use gridtokenx_engine::Error as EngineError;

/// What stops an instruction; nothing is then changed.
#[error_code]
#[derive(Debug, PartialEq, Eq)]
pub enum TradingError {
    #[msg("Only the governance authority may do this")]
    Unauthorized = 0,
    #[msg("New orders are paused; cancelling and settling go on")]
    Paused = 1,
    #[msg("The gate is closed: the interval takes and cancels no more orders")]
    GateClosed = 2,
    #[msg("The gate is still open: clear the interval once it has closed")]
    GateOpen = 3,
    #[msg("The interval starts no later than the newest one of its zone")]
    IntervalNotNew = 4,
    #[msg("Not all readings of the interval are attested yet")]
    BatchNotSealed = 5,
    #[msg("The batch is that of another interval")]
    WrongBatch = 6,
    #[msg("The limit is outside the interval's price band")]
    OutsideBand = 7,
    #[msg("The quantity is under the minimum lot")]
    BelowLot = 8,
    #[msg("The bids exceed the owner's attested deficit")]
    OverDeficit = 9,
    #[msg("The owner is on the other side of this interval")]
    OtherSide = 10,
    #[msg("The side is 0 for a bid or 1 for an ask")]
    BadSide = 11,
    #[msg("Unknown flag: only bit 0 has a meaning")]
    BadFlags = 12,
    #[msg("The head order is the owner's order with nonce 0 in this interval")]
    WrongHead = 13,
    #[msg("The vault is not that of the order's side")]
    WrongVault = 14,
    #[msg("A payout account is a token account of the owner, one for energy and one for credit")]
    WrongPayout = 15,
    #[msg("The meter is not the owner's, or the feed is not the meter's")]
    WrongMeter = 16,
    #[msg("Meters must be in ascending order of their addresses, each once")]
    MetersNotAscending = 17,
    #[msg("The meter's newest attested reading is not that of this interval")]
    NotAttested = 18,
    #[msg("The order is of another interval")]
    WrongInterval = 19,
    #[msg("The order is another owner's")]
    WrongOwner = 20,
    #[msg("The order is cancelled or settled already")]
    OrderNotOpen = 21,
    #[msg("The interval is cleared already")]
    AlreadyCleared = 22,
    #[msg("The interval is not cleared yet")]
    NotCleared = 23,
    #[msg("The order is not of the rationed level")]
    NotRationed = 24,
    #[msg("The order is not the next of the rationed level")]
    OutOfTurn = 25,
    #[msg("The order's share of the rationed level is not known yet: rank the orders first")]
    NotRanked = 26,
    #[msg("The order is not settled yet")]
    NotSettled = 27,
    #[msg("Orders of the interval are still there")]
    OrdersRemain = 28,
    #[msg("The price level is full")]
    LevelFull = 29,
    #[msg("The price level holds less than the order")]
    NotInBook = 30,
    #[msg("The fill is over the quantity or the price beyond the limit")]
    BadFill = 31,
    #[msg("A sum does not fit its type")]
    Overflow = 32,
    #[msg("The zone is not the interval's")]
    WrongZone = 33,
    #[msg("The remaining accounts are incomplete")]
    AccountsIncomplete = 34,
    #[msg("Rent goes back to the account that paid it")]
    WrongPayer = 35,
    #[msg("The price band does not fit an interval")]
    BadBand = 36,
}

/// The program's error for what the engine refuses.
pub fn refused(error: EngineError) -> ProgramError {
    match error {
        EngineError::BadBand => TradingError::BadBand,
        EngineError::OutsideBand => TradingError::OutsideBand,
        EngineError::BelowLot => TradingError::BelowLot,
        EngineError::LevelFull => TradingError::LevelFull,
        EngineError::NotInBook => TradingError::NotInBook,
        EngineError::OutOfTurn | EngineError::RankingFinished => TradingError::OutOfTurn,
        EngineError::NotRanked => TradingError::NotRanked,
        EngineError::BadFill => TradingError::BadFill,
    }
    .into()
}
