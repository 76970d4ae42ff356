//! `redirect_order`: other payout accounts for an open order, by its owner at any time.
//!
//! An order whose payout account was closed or given away waits in the vault; this is its way out.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::escrow::{holds_credit, holds_energy};
use crate::events::OrderRedirected;
use crate::state::{Order, ORDER_OPEN};

#[derive(Accounts)]
pub struct RedirectOrder {
    #[account(address = order.owner @ TradingError::WrongOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub order: Account<Order>,
    pub payout_energy: UncheckedAccount,
    pub payout_credit: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<RedirectOrder>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(accounts.order.state == ORDER_OPEN, TradingError::OrderNotOpen);
    let owner = accounts.owner.address();
    let payable = holds_energy(accounts.payout_energy.account(), owner)
        && holds_credit(accounts.payout_credit.account(), owner);
    require!(payable, TradingError::WrongPayout);
    accounts.order.payout_energy = *accounts.payout_energy.address();
    accounts.order.payout_credit = *accounts.payout_credit.address();
    emit!(OrderRedirected { order: *accounts.order.address(), owner: *accounts.owner.address() });
    Ok(())
}
