//! The order book of one interval: the quantity per price level and side (rule 6).

use crate::{Error, Level, Side, Ticks, Wh};

/// Both sides of an interval's book over one price band.
///
/// `bids[i]` and `asks[i]` are the levels of price `band_min + i`.
#[derive(Debug)]
pub struct Book<'a> {
    pub(crate) bids: &'a mut [Level],
    pub(crate) asks: &'a mut [Level],
    pub(crate) band_min: Ticks,
    min_lot: Wh,
}

impl<'a> Book<'a> {
    /// Look at the levels of both sides as a book.
    ///
    /// # Errors
    /// `BadBand`: the sides differ in length, are empty, or reach 65,535 ticks, which means "no price".
    #[inline(always)] // two slices alone take four of the ledger machine's five argument registers
    pub fn new(
        bids: &'a mut [Level],
        asks: &'a mut [Level],
        band_min: Ticks,
        min_lot: Wh,
    ) -> Result<Self, Error> {
        let room = (crate::NO_PRICE - band_min.0) as usize;
        if bids.is_empty() || bids.len() != asks.len() || bids.len() > room {
            return Err(Error::BadBand);
        }
        Ok(Self { bids, asks, band_min, min_lot })
    }

    /// Add an order and return its ticket at its level.
    ///
    /// # Errors
    /// `BelowLot`, `OutsideBand`, `LevelFull`; the book is then unchanged.
    pub fn place(&mut self, side: Side, limit: Ticks, quantity: Wh) -> Result<u32, Error> {
        if quantity == Wh::ZERO || quantity < self.min_lot {
            return Err(Error::BelowLot);
        }
        self.level_mut(side, limit)?.add(quantity.0)
    }

    /// Take a live order out; its ticket stays behind as a tombstone of zero.
    ///
    /// The caller knows that the order is live and cancels it once.
    ///
    /// # Errors
    /// `OutsideBand`, `NotInBook`; the book is then unchanged.
    pub fn cancel(&mut self, side: Side, limit: Ticks, quantity: Wh) -> Result<(), Error> {
        self.level_mut(side, limit)?.subtract(quantity.0)
    }

    #[inline]
    fn level_mut(&mut self, side: Side, limit: Ticks) -> Result<&mut Level, Error> {
        let index = limit.0.checked_sub(self.band_min.0).ok_or(Error::OutsideBand)?;
        let levels = match side {
            Side::Bid => &mut *self.bids,
            Side::Ask => &mut *self.asks,
        };
        levels.get_mut(index as usize).ok_or(Error::OutsideBand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_must_fit_its_sides_and_the_price_type() {
        let bad = |bids: usize, asks: usize, min: u16| {
            let (mut b, mut a) = ([Level::EMPTY; 4], [Level::EMPTY; 4]);
            Book::new(&mut b[..bids], &mut a[..asks], Ticks(min), Wh(1)).is_err()
        };
        assert!(bad(3, 4, 100) && bad(0, 0, 100) && bad(4, 4, 65_532));
        assert!(!bad(4, 4, 65_531));
    }

    #[test]
    fn refused_orders_leave_no_trace() {
        let (mut bids, mut asks) = ([Level::EMPTY; 3], [Level::EMPTY; 3]);
        let mut book = Book::new(&mut bids, &mut asks, Ticks(10), Wh(5)).unwrap();
        assert_eq!(book.place(Side::Bid, Ticks(9), Wh(5)), Err(Error::OutsideBand));
        assert_eq!(book.place(Side::Ask, Ticks(13), Wh(5)), Err(Error::OutsideBand));
        assert_eq!(book.place(Side::Bid, Ticks(10), Wh(4)), Err(Error::BelowLot));
        assert_eq!(book.cancel(Side::Bid, Ticks(10), Wh(1)), Err(Error::NotInBook));
        assert_eq!((bids, asks), ([Level::EMPTY; 3], [Level::EMPTY; 3]));
    }

    #[test]
    fn zero_is_below_every_lot() {
        let (mut bids, mut asks) = ([Level::EMPTY; 1], [Level::EMPTY; 1]);
        let mut book = Book::new(&mut bids, &mut asks, Ticks(10), Wh(0)).unwrap();
        assert_eq!(book.place(Side::Bid, Ticks(10), Wh(0)), Err(Error::BelowLot));
    }

    #[test]
    fn each_side_and_level_counts_its_own_tickets() {
        let (mut bids, mut asks) = ([Level::EMPTY; 2], [Level::EMPTY; 2]);
        let mut book = Book::new(&mut bids, &mut asks, Ticks(10), Wh(1)).unwrap();
        assert_eq!(book.place(Side::Bid, Ticks(10), Wh(1)), Ok(0));
        assert_eq!(book.place(Side::Bid, Ticks(11), Wh(2)), Ok(0));
        assert_eq!(book.place(Side::Ask, Ticks(10), Wh(3)), Ok(0));
        assert_eq!(book.place(Side::Bid, Ticks(10), Wh(4)), Ok(1));
        assert_eq!(bids, [Level { wh: 5, tickets: 2 }, Level { wh: 2, tickets: 1 }]);
        assert_eq!(asks, [Level { wh: 3, tickets: 1 }, Level::EMPTY]);
    }
}
