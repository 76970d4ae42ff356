//! `open_interval`: an order book for an interval whose readings are all attested, by anybody.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, ORACLE_ID};
use oracle::state::Batch;

use crate::error::TradingError;
use crate::events::IntervalOpened;
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
    interval.start_without_price();
    interval.bump = ctx.bumps.interval;
    emit!(IntervalOpened { interval: *interval.address(), zone, start, gate });
    Ok(())
}
