//! A flow reserved before the fact: what both parties lock, and where it goes once the interval is measured.

use crate::{CreditUnits, Ticks, Wh};

/// What the parties of a reservation agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Energy that the seller promises and the buyer pays for, all of it.
    pub quantity: Wh,
    /// What the buyer pays.
    pub price: Ticks,
    /// What the seller pays for each Wh that does not come: the grid's price.
    pub shortfall_price: Ticks,
}

impl Promise {
    /// The credit that the buyer locks.
    #[inline]
    pub const fn locked_by_buyer(&self) -> CreditUnits {
        self.quantity.at(self.price)
    }

    /// The collateral that the seller locks.
    #[inline]
    pub const fn locked_by_seller(&self) -> CreditUnits {
        self.quantity.at(self.shortfall_price)
    }
}

/// What there is to deliver from and to, once the interval is attested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The seller's meter's surplus that no earlier delivery took [Wh].
    pub surplus_wh: u64,
    /// Tokens that may be moved out of the seller's account [Wh].
    pub tokens_wh: u64,
    /// The buyer's meter's deficit that no earlier delivery covered [Wh].
    pub deficit_wh: u64,
}

/// What comes of a reservation. `to_buyer + to_seller` is what both locked; nothing is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Energy that came.
    pub delivered: Wh,
    /// The part of it that covers the buyer's deficit, whose tokens are burned.
    pub covered: Wh,
    /// The rest of it, whose tokens are the buyer's.
    pub kept: Wh,
    /// Energy that did not come.
    pub shortfall: Wh,
    /// Credit to the buyer: the shortfall at its price.
    pub to_buyer: CreditUnits,
    /// Credit to the seller: the whole promise at the price, and what is left of the collateral.
    pub to_seller: CreditUnits,
}

impl Delivery {
    /// Deliver as much of a promise as was measured.
    pub const fn of(promise: &Promise, measured: &Measured) -> Self {
        let available = least(measured.surplus_wh, measured.tokens_wh);
        let delivered = up_to(promise.quantity, available);
        let covered = up_to(delivered, measured.deficit_wh);
        let shortfall = Wh(promise.quantity.0 - delivered.0);
        // Both products are below 2^48, so the sum fits.
        let to_seller = promise.locked_by_buyer().0 + delivered.at(promise.shortfall_price).0;
        Self {
            delivered,
            covered,
            kept: Wh(delivered.0 - covered.0),
            shortfall,
            to_buyer: shortfall.at(promise.shortfall_price),
            to_seller: CreditUnits(to_seller),
        }
    }
}

const fn least(one: u64, other: u64) -> u64 {
    if one < other {
        one
    } else {
        other
    }
}

/// A quantity, or a limit where that is less.
const fn up_to(quantity: Wh, limit: u64) -> Wh {
    if limit < quantity.0 as u64 {
        Wh(limit as u32)
    } else {
        quantity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMISE: Promise = Promise { quantity: Wh(1_000), price: Ticks(250), shortfall_price: Ticks(280) };

    fn deliver(surplus_wh: u64, tokens_wh: u64, deficit_wh: u64) -> Delivery {
        Delivery::of(&PROMISE, &Measured { surplus_wh, tokens_wh, deficit_wh })
    }

    #[test]
    fn what_was_promised_comes_and_covers_what_was_lacked() {
        let done = deliver(1_500, 1_500, 800);
        assert_eq!((done.delivered, done.covered, done.kept), (Wh(1_000), Wh(800), Wh(200)));
        assert_eq!((done.to_buyer.0, done.to_seller.0), (0, 250_000 + 280_000));
    }

    #[test]
    fn the_seller_pays_the_grids_price_for_what_does_not_come() {
        let done = deliver(700, 5_000, 5_000);
        assert_eq!((done.delivered, done.shortfall), (Wh(700), Wh(300)));
        assert_eq!((done.to_buyer.0, done.to_seller.0), (84_000, 250_000 + 196_000));
    }

    #[test]
    fn tokens_that_may_not_be_moved_are_not_delivered() {
        let done = deliver(1_000, 0, 1_000);
        assert_eq!((done.delivered, done.covered, done.kept), (Wh::ZERO, Wh::ZERO, Wh::ZERO));
        assert_eq!((done.to_buyer.0, done.to_seller.0), (280_000, 250_000));
    }

    #[test]
    fn every_unit_locked_goes_to_one_of_the_two() {
        let most =
            Promise { quantity: Wh(u32::MAX), price: Ticks(u16::MAX), shortfall_price: Ticks(u16::MAX) };
        for promise in [PROMISE, most] {
            let locked = promise.locked_by_buyer().0 + promise.locked_by_seller().0;
            for step in 0..=64_u64 {
                let there = u64::from(promise.quantity.0) / 64 * step;
                let measured = Measured { surplus_wh: there, tokens_wh: u64::MAX, deficit_wh: there / 2 };
                let done = Delivery::of(&promise, &measured);
                assert_eq!(done.to_buyer.0 + done.to_seller.0, locked);
                assert_eq!(done.delivered.0 + done.shortfall.0, promise.quantity.0);
                assert_eq!(done.covered.0 + done.kept.0, done.delivered.0);
            }
        }
    }
}
