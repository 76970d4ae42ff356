//! `close_interval`: the account of an interval without orders, by anybody; its rent to who paid it.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::state::MarketInterval;

#[derive(Accounts)]
pub struct CloseInterval {
    #[account(mut, close = payer)]
    pub interval: Account<MarketInterval>,
    #[account(mut, address = interval.payer @ TradingError::WrongPayer)]
    pub payer: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<CloseInterval>) -> Result<()> {
    let interval = &ctx.accounts.interval;
    interval.require_cleared()?;
    require!(u64::from(interval.closed_count) == interval.placed(), TradingError::OrdersRemain);
    Ok(())
}
