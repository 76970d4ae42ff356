//! `close_order`: the account of an order that nothing depends on, by anybody; its rent to who paid it.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::state::{MarketInterval, Order, ORDER_OPEN};

#[derive(Accounts)]
pub struct CloseOrder {
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    #[account(mut, constraint = anchor_lang::address_eq(&order.interval, interval.address()) @ TradingError::WrongInterval, close = payer)]
    pub order: Account<Order>,
    #[account(mut, address = order.payer @ TradingError::WrongPayer)]
    pub payer: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<CloseOrder>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let (interval, order) = (&mut accounts.interval, &accounts.order);
    interval.require_cleared()?;
    require!(order.state != ORDER_OPEN, TradingError::NotSettled);
    // A tombstone that went too early would stop the ranking for ever.
    let is_passed = !interval.rations(order) || interval.ranking().has_passed(order.ticket);
    require!(is_passed, TradingError::NotRanked);
    interval.closed_count = interval.closed_count.checked_add(1).ok_or(TradingError::Overflow)?;
    Ok(())
}
