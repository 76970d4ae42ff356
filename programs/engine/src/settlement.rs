//! What one order gets after clearing, and what leaves its escrow (rules 4, 5, 8 and 9).

use crate::{CreditUnits, Error, Ranking, Side, Ticks, Wh};

/// An order as settlement sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which way it trades.
    pub side: Side,
    /// Most a bid pays, least an ask takes.
    pub limit: Ticks,
    /// Its live quantity.
    pub quantity: Wh,
    /// Its ticket at its level.
    pub ticket: u32,
    /// What ranking gave it, if it came by.
    pub ranked: Option<Wh>,
}

impl Order {
    /// The credit that a bid locks.
    #[inline]
    pub const fn locked_credit(&self) -> CreditUnits {
        self.quantity.at(self.limit)
    }

    /// The energy token base units that an ask locks.
    #[inline]
    pub const fn locked_energy_units(&self) -> u64 {
        self.quantity.energy_units()
    }

    /// Whether a price is better than the limit (`Some(true)`), equal (`None`) or worse.
    #[inline]
    fn in_the_money(&self, price: Ticks) -> Option<bool> {
        if self.limit == price {
            return None;
        }
        Some((self.limit > price) == (self.side == Side::Bid))
    }
}

/// What settlement has to know of a cleared interval, as its account stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The one price, or none.
    pub price: Option<Ticks>,
    /// The rationed side, or none.
    pub marginal: Option<Side>,
    /// How far the rationed level has been handed out.
    pub ranking: Ranking,
}

impl Outcome {
    /// How much of a live order trades; the answer depends on no other settlement (rule 9).
    ///
    /// # Errors
    /// `NotRanked` when the order's share of the rationed level is not known yet (rule 8).
    pub fn fill(&self, order: &Order) -> Result<Wh, Error> {
        let Some(price) = self.price else {
            return Ok(Wh::ZERO); // rule 3
        };
        match order.in_the_money(price) {
            Some(true) => Ok(order.quantity),                                // rule 4
            Some(false) => Ok(Wh::ZERO),                                     // rule 4
            None if self.marginal != Some(order.side) => Ok(order.quantity), // rule 5, the shorter side
            None => self.rationed(order),
        }
    }

    /// Rule 8: what ranking gave, or zero at or past the final cursor.
    #[inline]
    fn rationed(&self, order: &Order) -> Result<Wh, Error> {
        match order.ranked {
            Some(fill) => Ok(fill),
            None if self.ranking.is_finished() && order.ticket >= self.ranking.cursor => Ok(Wh::ZERO),
            None => Err(Error::NotRanked),
        }
    }
}

/// Where a bid's escrow goes; `paid + refunded` is what it locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidSettlement {
    /// Credit to the sellers.
    pub paid: CreditUnits,
    /// Credit back to the bidder.
    pub refunded: CreditUnits,
    /// Energy delivered, whose tokens are burned.
    pub burned: Wh,
}

impl BidSettlement {
    /// Split a bid's escrow; without a fill the price does not matter.
    ///
    /// # Errors
    /// `BadFill`: the fill is over the quantity or the price over the limit.
    pub fn of(order: &Order, fill: Wh, price: Ticks) -> Result<Self, Error> {
        if fill > order.quantity || (fill > Wh::ZERO && price > order.limit) {
            return Err(Error::BadFill);
        }
        let paid = fill.at(price);
        let refunded = order.locked_credit().checked_sub(paid).ok_or(Error::BadFill)?;
        Ok(Self { paid, refunded, burned: fill })
    }
}

/// Where an ask's escrow goes; `sold + returned` is what it locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskSettlement {
    /// Credit to the seller.
    pub received: CreditUnits,
    /// Energy that was sold.
    pub sold: Wh,
    /// Energy back to the seller, or redeemed at feed-in if so flagged.
    pub returned: Wh,
}

impl AskSettlement {
    /// Split an ask's escrow; without a fill the price does not matter.
    ///
    /// # Errors
    /// `BadFill`: the fill is over the quantity or the price under the limit.
    pub fn of(order: &Order, fill: Wh, price: Ticks) -> Result<Self, Error> {
        if fill > Wh::ZERO && price < order.limit {
            return Err(Error::BadFill);
        }
        let returned = order.quantity.checked_sub(fill).ok_or(Error::BadFill)?;
        Ok(Self { received: fill.at(price), sold: fill, returned })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNFINISHED: Ranking = Ranking { left_wh: 3, cursor: 1, tickets: 4 };
    const FINISHED: Ranking = Ranking { left_wh: 0, cursor: 2, tickets: 4 };

    fn order(side: Side, limit: u16) -> Order {
        Order { side, limit: Ticks(limit), quantity: Wh(10), ticket: 2, ranked: None }
    }

    fn fill(
        order: &Order,
        price: Option<Ticks>,
        marginal: Option<Side>,
        ranking: &Ranking,
    ) -> Result<Wh, Error> {
        Outcome { price, marginal, ranking: *ranking }.fill(order)
    }

    #[test]
    fn better_than_the_price_fills_and_worse_does_not() {
        let at = Some(Ticks(200));
        for (side, limit, wh) in
            [(Side::Bid, 201, 10), (Side::Bid, 199, 0), (Side::Ask, 199, 10), (Side::Ask, 201, 0)]
        {
            assert_eq!(fill(&order(side, limit), at, Some(side), &UNFINISHED), Ok(Wh(wh)));
        }
    }

    #[test]
    fn the_shorter_side_fills_at_the_price() {
        let at = Some(Ticks(200));
        assert_eq!(fill(&order(Side::Bid, 200), at, Some(Side::Ask), &UNFINISHED), Ok(Wh(10)));
        assert_eq!(fill(&order(Side::Bid, 200), at, None, &FINISHED), Ok(Wh(10)));
    }

    #[test]
    fn a_rationed_order_waits_for_its_rank() {
        let at = Some(Ticks(200));
        let waiting = order(Side::Ask, 200);
        assert_eq!(fill(&waiting, at, Some(Side::Ask), &UNFINISHED), Err(Error::NotRanked));
        assert_eq!(fill(&waiting, at, Some(Side::Ask), &FINISHED), Ok(Wh::ZERO));
        let ranked = Order { ranked: Some(Wh(4)), ..waiting };
        assert_eq!(fill(&ranked, at, Some(Side::Ask), &UNFINISHED), Ok(Wh(4)));
    }

    #[test]
    fn without_a_price_everything_goes_back() {
        let bid = order(Side::Bid, 300);
        assert_eq!(fill(&bid, None, None, &FINISHED), Ok(Wh::ZERO));
        let back = BidSettlement::of(&bid, Wh::ZERO, Ticks(u16::MAX)).unwrap();
        assert_eq!((back.paid, back.refunded), (CreditUnits(0), bid.locked_credit()));
    }

    #[test]
    fn escrow_splits_without_a_rest() {
        let bid = BidSettlement::of(&order(Side::Bid, 250), Wh(4), Ticks(200)).unwrap();
        assert_eq!((bid.paid, bid.refunded), (CreditUnits(800), CreditUnits(1_700)));
        let ask = AskSettlement::of(&order(Side::Ask, 150), Wh(4), Ticks(200)).unwrap();
        assert_eq!((ask.received, ask.sold, ask.returned), (CreditUnits(800), Wh(4), Wh(6)));
    }

    #[test]
    fn a_fill_past_quantity_or_limit_is_refused() {
        let (bid, ask) = (order(Side::Bid, 250), order(Side::Ask, 150));
        assert_eq!(BidSettlement::of(&bid, Wh(11), Ticks(200)), Err(Error::BadFill));
        assert_eq!(BidSettlement::of(&bid, Wh(1), Ticks(251)), Err(Error::BadFill));
        assert_eq!(AskSettlement::of(&ask, Wh(11), Ticks(200)), Err(Error::BadFill));
        assert_eq!(AskSettlement::of(&ask, Wh(1), Ticks(149)), Err(Error::BadFill));
    }
}
