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
    let zone = &mut accounts.zone_account;
    zone.intervals = zone.intervals.checked_add(1).ok_or(TradingError::Overflow)?;
    if let Some(price) = clearing.price {
        let turnover = clearing.cleared_wh.checked_mul(u64::from(price.0)).ok_or(TradingError::Overflow)?;
        zone.last_price = price.0;
        zone.traded_wh = zone.traded_wh.checked_add(clearing.cleared_wh).ok_or(TradingError::Overflow)?;
        zone.turnover_units = zone.turnover_units.checked_add(turnover).ok_or(TradingError::Overflow)?;
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
