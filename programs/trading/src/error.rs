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
    #[msg("The registry has no authorisation of the signer by the owner")]
    NotAgent = 37,
    #[msg("The owner has revoked the agent")]
    AgentRevoked = 38,
    #[msg("The agent's authorisation has expired")]
    AgentExpired = 39,
    #[msg("The agent is not authorised for this side of the market")]
    AgentSide = 40,
    #[msg("The quantity is over the agent's largest order")]
    AgentOverQuantity = 41,
    #[msg("The price is beyond the agent's limit")]
    AgentOverPrice = 42,
    #[msg("The source is not the owner's token account")]
    WrongSource = 43,
    #[msg("Deliveries of the interval are still to be made: deliver them, or wait for half the gate's time")]
    FlowsWaiting = 44,
    #[msg("The start is no multiple of the interval's length")]
    NotAligned = 45,
    #[msg("The interval has begun")]
    AlreadyBegun = 46,
    #[msg("The interval begins beyond the forward horizon")]
    BeyondHorizon = 47,
    #[msg("The price is above the grid's")]
    AboveGridPrice = 48,
    #[msg("Buyer and seller are the same wallet")]
    SameParty = 49,
    #[msg("The meter's promises are more than its power gives in the interval")]
    OverCapacity = 50,
    #[msg("The forward book is that of another zone or interval")]
    WrongForwardBook = 51,
    #[msg("The cover is that of another meter or interval")]
    WrongCover = 52,
    #[msg("The reservation is delivered, released or expired already")]
    FlowResolved = 53,
    #[msg("The reservation is not delivered, released or expired yet")]
    FlowUnresolved = 54,
    #[msg("The reservation still owes a party: collect it, or redirect it first")]
    FlowUnpaid = 55,
    #[msg("The delivery is proved, or may still be: deliver it, or wait")]
    StillProvable = 56,
    #[msg("Bids of the interval may still need the cover")]
    CoverNeeded = 57,
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
