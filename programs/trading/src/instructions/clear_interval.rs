//! `clear_interval`: the one price, by anybody once the gate has closed.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::events::IntervalCleared;
use crate::state::{MarketInterval, Zone, INTERVAL_OPEN};

#[derive(Accounts)]
pub struct ClearInterval {
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    #[account(mut, constraint = zone_account.zone == interval.zone @ TradingError::WrongZone)]
    pub zone_account: Account<Zone>,
}

pub(crate) fn process(ctx: &mut Context<ClearInterval>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    let interval = &mut accounts.interval;
    require!(interval.state == INTERVAL_OPEN, TradingError::AlreadyCleared);
    require!(now >= interval.gate, TradingError::GateOpen);

    let clearing = interval.book()?.clear();
    interval.set_clearing(&clearing);
    // Statistics: at their largest they stay, so that they never stop an interval.
    let zone = &mut accounts.zone_account;
    zone.intervals = zone.intervals.saturating_add(1);
    if let Some(price) = clearing.price {
        let turnover = clearing.cleared_wh.saturating_mul(u64::from(price.0));
        zone.last_price = price.0;
        zone.traded_wh = zone.traded_wh.saturating_add(clearing.cleared_wh);
        zone.turnover_units = zone.turnover_units.saturating_add(turnover);
    }
    emit!(IntervalCleared {
        interval: *interval.address(),
        price: interval.price,
        cleared_wh: interval.cleared_wh,
        bid_count: interval.bid_count,
        ask_count: interval.ask_count,
    });
    Ok(())
}
