//! The price and volume of a call auction, found by scanning the levels (rules 1 to 5).

use crate::{Book, Level, Outcome, Ranking, Side, Ticks};

/// How an account stores "no price".
pub const NO_PRICE: u16 = u16::MAX;

/// What an auction decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// The one price, or none when nothing crosses (rule 3).
    pub price: Option<Ticks>,
    /// Watt-hours that change hands: V of rule 3.
    pub cleared_wh: u64,
    /// The side that is longer at the price and shares it by time, or none when both fill (rule 5).
    pub marginal: Option<Side>,
    /// Watt-hours that the rationed level shares: F of rule 5.
    pub marginal_wh: u64,
    /// Tickets of the rationed level.
    pub marginal_tickets: u32,
}

impl Clearing {
    const NOTHING: Self =
        Self { price: None, cleared_wh: 0, marginal: None, marginal_wh: 0, marginal_tickets: 0 };

    /// The state from which the rationed level is handed out (rule 7).
    #[inline]
    pub const fn ranking(&self) -> Ranking {
        Ranking { left_wh: self.marginal_wh, cursor: 0, tickets: self.marginal_tickets }
    }

    /// What settlement starts from, before anything is ranked.
    #[inline]
    pub const fn outcome(&self) -> Outcome {
        Outcome { price: self.price, marginal: self.marginal, ranking: self.ranking() }
    }

    /// The price as an account stores it.
    #[inline]
    pub const fn stored_price(&self) -> u16 {
        match self.price {
            Some(price) => price.0,
            None => NO_PRICE,
        }
    }
}

impl Book<'_> {
    /// Find the price, the volume and what the rationed level shares.
    ///
    /// Three scans of the levels and no memory of its own.
    pub fn clear(&self) -> Clearing {
        let index = price_index(self.bids, self.asks);
        let (Some(bid), Some(ask)) = (self.bids.get(index), self.asks.get(index)) else {
            return Clearing::NOTHING; // not reached: the index is inside the band
        };
        // Rule 1 at P: what is strictly better on either side, then with the level itself.
        let demand_above = total(self.bids.iter().skip(index + 1));
        let supply_below = total(self.asks.iter().take(index));
        let demand = demand_above + u64::from(bid.wh);
        let supply = supply_below + u64::from(ask.wh);
        let volume = demand.min(supply); // rule 3
        if volume == 0 {
            return Clearing::NOTHING;
        }
        // Rule 5: the longer side shares F = V - what is strictly better; V is never below that.
        let (marginal, marginal_wh, marginal_tickets) = if demand > supply {
            (Some(Side::Bid), volume - demand_above, bid.tickets)
        } else if supply > demand {
            (Some(Side::Ask), volume - supply_below, ask.tickets)
        } else {
            (None, 0, 0)
        };
        // The band's upper end is below NO_PRICE, so index fits.
        let price = Some(Ticks(self.band_min.0 + index as u16));
        Clearing { price, cleared_wh: volume, marginal, marginal_wh, marginal_tickets }
    }
}

/// Rule 2: the index of floor((lo + hi) / 2).
///
/// With D falling and S rising in p, the condition of `lo` turns from false to true once and that of
/// `hi` from true to false once, and `lo <= hi`: past `hi`, S(hi) > D(hi + 1), which makes `lo <= hi`.
fn price_index(bids: &[Level], asks: &[Level]) -> usize {
    let mut demand = total(bids.iter()); // D(p)
    let mut supply_below = 0_u64; // S(p - 1)
    let (mut lo, mut hi) = (None, 0_usize);
    for (index, (bid, ask)) in bids.iter().zip(asks).enumerate() {
        if supply_below > demand {
            break;
        }
        hi = index;
        let demand_above = demand - u64::from(bid.wh); // D(p + 1): a part of the sum never exceeds it
        let supply = supply_below + u64::from(ask.wh); // S(p)
        if lo.is_none() && demand_above <= supply {
            lo = Some(index);
        }
        demand = demand_above;
        supply_below = supply;
    }
    // Band minimum + (lo + hi) / 2 floors like (band minimum + lo + band minimum + hi) / 2.
    (lo.unwrap_or(hi) + hi) >> 1
}

#[inline]
fn total<'a>(levels: impl Iterator<Item = &'a Level>) -> u64 {
    levels.fold(0, |sum, level| sum + u64::from(level.wh)) // at most 65,535 x 2^32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wh;

    fn cleared(orders: &[(Side, u16, u32)]) -> Clearing {
        let (mut bids, mut asks) = ([Level::EMPTY; 201], [Level::EMPTY; 201]);
        let mut book = Book::new(&mut bids, &mut asks, Ticks(150), Wh(1)).unwrap();
        for &(side, limit, wh) in orders {
            book.place(side, Ticks(limit), Wh(wh)).unwrap();
        }
        book.clear()
    }

    #[test]
    fn an_empty_or_one_sided_book_has_no_price() {
        assert_eq!(cleared(&[]), Clearing::NOTHING);
        assert_eq!(cleared(&[(Side::Bid, 200, 5)]), Clearing::NOTHING);
        assert_eq!(cleared(&[(Side::Ask, 200, 5)]), Clearing::NOTHING);
        assert_eq!(cleared(&[]).stored_price(), NO_PRICE);
    }

    #[test]
    fn orders_that_do_not_cross_have_no_price() {
        assert_eq!(cleared(&[(Side::Bid, 200, 5), (Side::Ask, 201, 5)]), Clearing::NOTHING);
    }

    #[test]
    fn equal_sides_meet_in_the_middle_rounded_down() {
        let clearing = cleared(&[(Side::Bid, 251, 5), (Side::Ask, 200, 5)]);
        assert_eq!((clearing.price, clearing.cleared_wh), (Some(Ticks(225)), 5));
        assert_eq!((clearing.marginal, clearing.marginal_wh), (None, 0));
    }

    #[test]
    fn the_longer_side_sets_the_price_and_is_rationed() {
        let clearing = cleared(&[(Side::Bid, 250, 9), (Side::Bid, 250, 1), (Side::Ask, 200, 4)]);
        assert_eq!((clearing.price, clearing.cleared_wh), (Some(Ticks(250)), 4));
        assert_eq!(clearing.marginal, Some(Side::Bid));
        assert_eq!(clearing.ranking(), Ranking { left_wh: 4, cursor: 0, tickets: 2 });
    }

    #[test]
    fn the_worked_example_of_the_documentation() {
        let clearing = cleared(&[
            (Side::Ask, 170, 400),
            (Side::Ask, 200, 300),
            (Side::Ask, 220, 500),
            (Side::Bid, 280, 350),
            (Side::Bid, 250, 250),
            (Side::Bid, 220, 300),
            (Side::Bid, 200, 200),
        ]);
        assert_eq!((clearing.price, clearing.cleared_wh), (Some(Ticks(220)), 900));
        assert_eq!((clearing.marginal, clearing.marginal_wh), (Some(Side::Ask), 200));
    }

    #[test]
    fn the_ends_of_the_band_are_prices_too() {
        assert_eq!(cleared(&[(Side::Bid, 350, 1), (Side::Ask, 350, 2)]).price, Some(Ticks(350)));
        assert_eq!(cleared(&[(Side::Bid, 150, 2), (Side::Ask, 150, 1)]).price, Some(Ticks(150)));
    }
}
