//! `open_interval`: an order book for an interval whose readings are all attested, by anybody.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, ORACLE_ID};
use oracle::state::Batch;

use crate::error::TradingError;
use crate::events::IntervalOpened;
use crate::forward::ForwardBook;
use crate::state::{MarketInterval, Zone, INTERVAL_OPEN, LEVELS};

#[derive(Accounts)]
#[instruction(start: i64, zone: u16)]
pub struct OpenInterval {
    #[account(mut)]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(seeds = [b"batch", start.to_le_bytes()], seeds::program = ORACLE_ID, bump = batch.bump)]
    pub batch: Account<Batch>,
    #[account(mut, seeds = [b"zone", zone.to_le_bytes()], bump = zone_account.bump)]
    pub zone_account: Account<Zone>,
    /// What the zone has promised for the interval; missing when it has promised nothing.
    #[account(seeds = [b"forward", zone.to_le_bytes(), start.to_le_bytes()], bump)]
    pub forward_book: UncheckedAccount,
    #[account(
        init, payer = payer, seeds = [b"interval", zone.to_le_bytes(), start.to_le_bytes()], bump
    )]
    pub interval: Account<MarketInterval>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<OpenInterval>, start: i64, zone: u16) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(start > accounts.zone_account.last_opened, TradingError::IntervalNotNew);
    require!(accounts.batch.interval_start == start, TradingError::WrongBatch);
    require!(accounts.batch.sealed == 1, TradingError::BatchNotSealed);
    accounts.zone_account.last_opened = start;

    let config = &accounts.config;
    let span = config.price_max.checked_sub(config.price_min).ok_or(TradingError::BadBand)?;
    require!(usize::from(span) < LEVELS, TradingError::BadBand);
    let end = start.checked_add(i64::from(accounts.batch.length_s)).ok_or(TradingError::Overflow)?;
    let gate = end.checked_add(i64::from(config.gate_s)).ok_or(TradingError::Overflow)?;
    let has_cover = wait_for_deliveries(accounts.forward_book.account(), end, config.gate_s)?;

    let interval = &mut accounts.interval;
    interval.payer = *accounts.payer.address();
    interval.start = start;
    interval.end = end;
    interval.gate = gate;
    interval.zone = zone;
    interval.min_lot_wh = config.min_lot_wh;
    interval.price_min = config.price_min;
    interval.price_max = config.price_max;
    interval.feed_in_price = config.feed_in_price;
    interval.state = INTERVAL_OPEN;
    interval.has_cover = u8::from(has_cover);
    interval.start_without_price();
    interval.bump = ctx.bumps.interval;
    emit!(IntervalOpened { interval: *interval.address(), zone, start, gate });
    Ok(())
}

/// Refuse to open in front of deliveries, for half the gate's time; return whether any covered a deficit.
///
/// What is delivered later covers nothing, so the caps on bids are final from here on.
fn wait_for_deliveries(book: &AccountView, end: i64, gate_s: u32) -> Result<bool> {
    if !book.owned_by(&crate::ID) {
        return Ok(false);
    }
    let book = Account::<ForwardBook>::load(*book)?;
    let patience = end.checked_add(i64::from(gate_s / 2)).ok_or(TradingError::Overflow)?;
    let may_open = book.is_resolved() || Clock::get()?.unix_timestamp >= patience;
    require!(may_open, TradingError::FlowsWaiting);
    Ok(book.covered_wh > 0)
}
