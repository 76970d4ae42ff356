//! Between an interval's account and the engine: its levels as a book, its result as an outcome.

use anchor_lang::prelude::*;
use gridtokenx_engine::{
    levels_of_mut, Book, Clearing, Level as EngineLevel, Order as EngineOrder, Outcome, Ranking, Side, Ticks,
    Wh, NO_PRICE,
};

use crate::error::{refused, TradingError};
use crate::state::{Level, MarketInterval, Order, INTERVAL_CLEARED, INTERVAL_OPEN, LEVELS, NO_SIDE};

impl MarketInterval {
    /// The levels of the price band as the engine's book.
    pub fn book(&mut self) -> Result<Book<'_>> {
        let span = self.price_max.checked_sub(self.price_min).ok_or(TradingError::BadBand)?;
        let levels = usize::from(span) + 1;
        require!(levels <= LEVELS, TradingError::BadBand);
        let bids = engine_levels(&mut self.bids[..levels])?;
        let asks = engine_levels(&mut self.asks[..levels])?;
        Book::new(bids, asks, Ticks(self.price_min), Wh(self.min_lot_wh)).map_err(refused)
    }

    /// What settlement has to know.
    pub fn outcome(&self) -> Outcome {
        Outcome {
            price: (self.price != NO_PRICE).then_some(Ticks(self.price)),
            marginal: Side::from_byte(self.marginal_side),
            ranking: self.ranking(),
        }
    }

    /// How far the rationed level has been handed out.
    pub fn ranking(&self) -> Ranking {
        Ranking { left_wh: self.marginal_left, cursor: self.rank_cursor, tickets: self.rank_tickets }
    }

    /// Keep how far the rationed level has been handed out.
    pub fn set_ranking(&mut self, ranking: &Ranking) {
        self.marginal_left = ranking.left_wh;
        self.rank_cursor = ranking.cursor;
        self.rank_tickets = ranking.tickets;
    }

    /// Keep what the auction decided.
    pub fn set_clearing(&mut self, clearing: &Clearing) {
        self.state = INTERVAL_CLEARED;
        self.price = clearing.stored_price();
        self.cleared_wh = clearing.cleared_wh;
        self.marginal_side = clearing.marginal.map_or(NO_SIDE, |side| side as u8);
        self.set_ranking(&clearing.ranking());
    }

    /// Whether an order is at the level that is shared by time.
    pub fn rations(&self, order: &Order) -> bool {
        order.side == self.marginal_side && order.limit == self.price
    }

    /// Refuse unless orders may be placed and cancelled now.
    pub fn require_open_gate(&self, now: i64) -> Result<()> {
        require!(self.state == INTERVAL_OPEN && now < self.gate, TradingError::GateClosed);
        Ok(())
    }

    /// Refuse unless the auction is decided.
    pub fn require_cleared(&self) -> Result<()> {
        require!(self.state == INTERVAL_CLEARED, TradingError::NotCleared);
        Ok(())
    }
}

impl Order {
    /// The order as the engine sees it.
    pub fn for_engine(&self) -> Result<EngineOrder> {
        Ok(EngineOrder {
            side: Side::from_byte(self.side).ok_or(TradingError::BadSide)?,
            limit: Ticks(self.limit),
            quantity: Wh(self.quantity_wh),
            ticket: self.ticket,
            ranked: (self.ranked != 0).then_some(Wh(self.filled_wh)),
        })
    }
}

fn engine_levels(levels: &mut [Level]) -> Result<&mut [EngineLevel]> {
    levels_of_mut(bytemuck::cast_slice_mut(levels)).ok_or(TradingError::BadBand.into())
}
