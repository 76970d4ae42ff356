//! Why the engine refuses; codes are stable, and programs map them to their own.

/// A fact about an order or the book that stops an operation; the book is then unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Error {
    /// The two sides differ in length, are empty, or reach past the highest price.
    BadBand = 1,
    /// The limit is outside the interval's price band.
    OutsideBand = 2,
    /// The quantity is zero or under the minimum lot.
    BelowLot = 3,
    /// The level cannot hold the quantity or hand out another ticket.
    LevelFull = 4,
    /// The level holds less than what is to be cancelled.
    NotInBook = 5,
    /// The order is not the next of the rationed level.
    OutOfTurn = 6,
    /// Nothing is left to hand out at the rationed level.
    RankingFinished = 7,
    /// The order's share of the rationed level is not known yet (rule 8).
    NotRanked = 8,
    /// A fill above the quantity, or a price on the wrong side of the limit.
    BadFill = 9,
}

impl Error {
    /// The stable code.
    #[inline]
    pub const fn code(self) -> u8 {
        self as u8
    }
}
