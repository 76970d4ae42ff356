//! `update_market_data`: the newest attested interval and the zone's trade in one account, by anybody.
//!
//! Everything is copied from what the oracle and this program keep, so whoever calls it adds nothing of its own.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use gridtokenx_interface::ORACLE_ID;
use oracle::state::{Batch, SEALED};

use crate::error::TradingError;
use crate::events::MarketDataUpdated;
use crate::state::{MarketData, Zone};

/// Ratio 1 in `MarketData.supply_demand_milli`.
const MILLI: u64 = 1_000;

#[derive(Accounts)]
#[instruction(zone: u16, start: i64)]
pub struct UpdateMarketData {
    #[account(mut)]
    pub payer: Signer,
    #[account(seeds = [b"zone", zone.to_le_bytes()], bump = zone_account.bump)]
    pub zone_account: Account<Zone>,
    #[account(seeds = [b"batch", start.to_le_bytes()], seeds::program = ORACLE_ID, bump = batch.bump)]
    pub batch: Account<Batch>,
    #[account(init_if_needed, payer = payer, seeds = [b"market_data", zone.to_le_bytes()], bump)]
    pub market_data: Account<MarketData>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<UpdateMarketData>, zone: u16, start: i64) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let (batch, market) = (&accounts.batch, &accounts.zone_account);
    require!(batch.interval_start == start, TradingError::WrongBatch);
    require!(batch.sealed == SEALED, TradingError::BatchNotSealed);
    let data = &mut accounts.market_data;
    let is_newer = data.bump == 0 || start > data.start;
    require!(is_newer, TradingError::IntervalNotNew);
    data.start = start;
    data.length_s = batch.length_s;
    data.generated_wh = batch.generated_wh;
    data.consumed_wh = batch.consumed_wh;
    data.import_wh = batch.import_wh;
    data.export_wh = batch.export_wh;
    data.traded_wh = market.traded_wh;
    data.last_price = market.last_price;
    data.supply_demand_milli = ratio_milli(batch.export_wh, batch.import_wh);
    data.zone = zone;
    data.bump = ctx.bumps.market_data;
    emit!(MarketDataUpdated {
        zone,
        start: data.start,
        generated_wh: data.generated_wh,
        consumed_wh: data.consumed_wh,
        import_wh: data.import_wh,
        export_wh: data.export_wh,
        traded_wh: data.traded_wh,
        last_price: data.last_price,
        supply_demand_milli: data.supply_demand_milli,
    });
    Ok(())
}

/// Supply by demand in thousandths, rounded down; the most that fits where nobody imports, 0 where nobody exports.
fn ratio_milli(supply_wh: u64, demand_wh: u64) -> u32 {
    if supply_wh == 0 {
        return 0;
    }
    let ratio = supply_wh.saturating_mul(MILLI).checked_div(demand_wh).unwrap_or(u64::MAX);
    u32::try_from(ratio).unwrap_or(u32::MAX)
}
