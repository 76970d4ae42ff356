//! A market of individual orders around the engine, and what must hold of it.

mod random;

use gridtokenx_engine::{
    AskSettlement, BidSettlement, Book, Clearing, Error, Level, Order, Outcome, Side, Ticks, Wh,
};

pub use random::Random;

pub struct Placed {
    pub order: Order,
    pub live: bool,
}

pub struct Market {
    pub band_min: u16,
    pub bids: Vec<Level>,
    pub asks: Vec<Level>,
    pub orders: Vec<Placed>,
    outcome: Option<Outcome>,
}

impl Market {
    pub fn new(band_min: u16, levels: usize) -> Self {
        let (bids, asks) = (vec![Level::EMPTY; levels], vec![Level::EMPTY; levels]);
        Self { band_min, bids, asks, orders: Vec::new(), outcome: None }
    }

    /// Up to 30 orders over up to 12 prices; about a quarter of them cancelled along the way.
    pub fn random(random: &mut Random) -> Self {
        let levels = 1 + random.below(12);
        let mut market = Self::new(random.below(300) as u16, levels as usize);
        let largest = [3, 50, 5_000_000][random.below(3) as usize];
        for _ in 0..random.below(31) {
            let side = if random.below(2) == 0 { Side::Bid } else { Side::Ask };
            let limit = market.band_min + random.below(levels) as u16;
            market.place(side, limit, 1 + random.below(largest) as u32).unwrap();
            if random.below(3) == 0 {
                market.cancel(random.below(market.orders.len() as u64) as usize);
            }
        }
        market
    }

    fn book(&mut self) -> Book<'_> {
        Book::new(&mut self.bids, &mut self.asks, Ticks(self.band_min), Wh(1)).unwrap()
    }

    pub fn place(&mut self, side: Side, limit: u16, wh: u32) -> Result<(), Error> {
        let (limit, quantity) = (Ticks(limit), Wh(wh));
        let ticket = self.book().place(side, limit, quantity)?;
        let order = Order { side, limit, quantity, ticket, ranked: None };
        self.orders.push(Placed { order, live: true });
        Ok(())
    }

    pub fn cancel(&mut self, index: usize) {
        let placed = &self.orders[index];
        if placed.live {
            let order = placed.order;
            self.book().cancel(order.side, order.limit, order.quantity).unwrap();
            self.orders[index].live = false;
        }
    }

    pub fn clear(&mut self) -> Clearing {
        let clearing = self.book().clear();
        self.outcome = Some(clearing.outcome());
        clearing
    }

    /// Hand out the rationed level as the ledger does: tickets in order, tombstones as zero.
    pub fn rank(&mut self) {
        let outcome = self.outcome.as_mut().expect("cleared before it is ranked");
        for placed in &mut self.orders {
            let order = &mut placed.order;
            let here = Some(order.side) == outcome.marginal && Some(order.limit) == outcome.price;
            if !here || outcome.ranking.is_finished() {
                continue;
            }
            let quantity = if placed.live { order.quantity } else { Wh::ZERO };
            order.ranked = Some(outcome.ranking.rank(order.ticket, quantity).unwrap());
        }
        assert!(outcome.ranking.is_finished(), "live orders of the level cover what it shares");
    }

    pub fn live_fills(&self) -> Vec<Wh> {
        let outcome = self.outcome.expect("cleared before it is settled");
        let live = self.orders.iter().filter(|placed| placed.live);
        live.map(|placed| outcome.fill(&placed.order).unwrap()).collect()
    }

    fn live(&self) -> impl Iterator<Item = &Order> {
        self.orders.iter().filter(|placed| placed.live).map(|placed| &placed.order)
    }

    /// Demand and supply at a price, order by order.
    fn sides_at(&self, price: u16) -> (u64, u64) {
        let wh = |order: &Order| u64::from(order.quantity.0);
        let willing = |side, keep: &dyn Fn(u16) -> bool| {
            self.live().filter(|o| o.side == side && keep(o.limit.0)).map(wh).sum()
        };
        (willing(Side::Bid, &|limit| limit >= price), willing(Side::Ask, &|limit| limit <= price))
    }

    /// Volume is the largest of any single price, everything in the money fills, both sides add up.
    pub fn check_clearing(&mut self) {
        let clearing = self.clear();
        let prices = self.band_min..self.band_min + self.bids.len() as u16;
        let volume = |price| {
            let (demand, supply) = self.sides_at(price);
            demand.min(supply)
        };
        assert_eq!(clearing.cleared_wh, prices.map(volume).max().unwrap());
        assert_eq!(clearing.price.is_some(), clearing.cleared_wh > 0);
        if let Some(price) = clearing.price {
            assert_eq!(volume(price.0), clearing.cleared_wh);
        }
        self.rank();
        let (mut bought, mut sold) = (0, 0);
        for (order, fill) in self.live().zip(self.live_fills()) {
            assert!(fill <= order.quantity);
            let Some(price) = clearing.price else {
                assert_eq!(fill, Wh::ZERO);
                continue;
            };
            let (better, worse) = match order.side {
                Side::Bid => (order.limit > price, order.limit < price),
                Side::Ask => (order.limit < price, order.limit > price),
            };
            assert!(!better || fill == order.quantity, "in the money and left unfilled");
            assert!(!worse || fill == Wh::ZERO, "traded past its limit");
            match order.side {
                Side::Bid => bought += u64::from(fill.0),
                Side::Ask => sold += u64::from(fill.0),
            }
        }
        assert_eq!((bought, sold), (clearing.cleared_wh, clearing.cleared_wh));
    }

    /// Money and energy that went into escrow come out of it, in whatever order orders settle.
    pub fn check_settlement(&mut self, random: &mut Random) {
        let outcome = self.outcome.expect("cleared before it is settled");
        let price = outcome.price.unwrap_or(Ticks(u16::MAX));
        let mut orders: Vec<Order> = self.live().copied().collect();
        let credit_in: u64 = bids(&orders).map(|order| order.locked_credit().0).sum();
        let energy_in: u64 = asks(&orders).map(|order| order.locked_energy_units()).sum();
        let in_order: Vec<_> = orders.iter().map(|o| (o.side, o.limit, o.ticket, outcome.fill(o))).collect();
        for last in (1..orders.len()).rev() {
            orders.swap(last, random.below(last as u64 + 1) as usize);
        }
        let (mut credit_out, mut energy_out) = (0, 0);
        for order in &orders {
            let fill = outcome.fill(order).unwrap();
            assert!(in_order.contains(&(order.side, order.limit, order.ticket, Ok(fill))));
            match order.side {
                Side::Bid => {
                    let settled = BidSettlement::of(order, fill, price).unwrap();
                    assert_eq!(settled.paid.checked_add(settled.refunded), Some(order.locked_credit()));
                    credit_out += settled.refunded.0;
                    energy_out += settled.burned.energy_units();
                }
                Side::Ask => {
                    let settled = AskSettlement::of(order, fill, price).unwrap();
                    assert_eq!(settled.sold.0 + settled.returned.0, order.quantity.0);
                    credit_out += settled.received.0;
                    energy_out += settled.returned.energy_units();
                }
            }
        }
        assert_eq!((credit_out, energy_out), (credit_in, energy_in));
    }
}

fn bids(orders: &[Order]) -> impl Iterator<Item = &Order> {
    orders.iter().filter(|order| order.side == Side::Bid)
}

fn asks(orders: &[Order]) -> impl Iterator<Item = &Order> {
    orders.iter().filter(|order| order.side == Side::Ask)
}
