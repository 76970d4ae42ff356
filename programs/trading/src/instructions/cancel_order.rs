//! `cancel_order`: a full refund to its owner before the gate closes; a pause does not stop it.

use anchor_lang::prelude::*;
use gridtokenx_engine::Side;

use crate::error::{refused, TradingError};
use crate::escrow::{locked_units, release, vault_of};
use crate::events::OrderCancelled;
use crate::state::{MarketInterval, Order, ORDER_CANCELLED, ORDER_OPEN};

#[derive(Accounts)]
pub struct CancelOrder {
    pub owner: Signer,
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    #[account(unsafe(dup))]
    pub order: Account<Order>,
    /// The order that its owner placed first; the order itself when that is it.
    #[account(unsafe(dup))]
    pub head: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    #[account(mut)]
    pub destination: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<CancelOrder>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    check(accounts, now)?;

    let order = accounts.order.for_engine()?;
    let same = anchor_lang::address_eq(accounts.vault.address(), vault_of(order.side));
    require!(same, TradingError::WrongVault);
    let interval = &mut accounts.interval;
    interval.book()?.cancel(order.side, order.limit, order.quantity).map_err(refused)?;
    interval.cancelled_count = interval.cancelled_count.checked_add(1).ok_or(TradingError::Overflow)?;
    accounts.order.state = ORDER_CANCELLED;
    if order.side == Side::Bid {
        leave_head(accounts, order.quantity.0)?;
    }

    let refunded_units = locked_units(&order);
    release(
        accounts.vault.account(),
        accounts.destination.account(),
        accounts.vault_authority.account(),
        refunded_units,
    )?;
    emit!(OrderCancelled {
        order: *accounts.order.address(),
        interval: *accounts.interval.address(),
        owner: *accounts.owner.address(),
        refunded_units,
    });
    Ok(())
}

fn check(accounts: &CancelOrder, now: i64) -> Result<()> {
    let order = &accounts.order;
    let is_owners = anchor_lang::address_eq(&order.owner, accounts.owner.address());
    require!(is_owners, TradingError::WrongOwner);
    let is_here = anchor_lang::address_eq(&order.interval, accounts.interval.address());
    require!(is_here, TradingError::WrongInterval);
    require!(anchor_lang::address_eq(&order.head, accounts.head.address()), TradingError::WrongHead);
    require!(order.state == ORDER_OPEN, TradingError::OrderNotOpen);
    accounts.interval.require_open_gate(now)
}

/// Give a bid's quantity back to what the owner may bid for.
fn leave_head(accounts: &mut CancelOrder, quantity_wh: u32) -> Result<()> {
    if anchor_lang::address_eq(accounts.head.address(), accounts.order.address()) {
        return give_back(&mut accounts.order, quantity_wh);
    }
    // SAFETY: the head is not the order, and no other account of the instruction is an order.
    let mut head = unsafe { Account::<Order>::load_mut(*accounts.head.account()) }?;
    give_back(&mut head, quantity_wh)
}

fn give_back(head: &mut Order, quantity_wh: u32) -> Result<()> {
    head.bid_open_wh = head.bid_open_wh.checked_sub(quantity_wh).ok_or(TradingError::Overflow)?;
    Ok(())
}
