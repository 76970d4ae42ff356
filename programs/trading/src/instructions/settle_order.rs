//! `settle_order`: payments and refunds of cleared orders, several at once, by anybody, in any order.
//!
//! What is settled already or cancelled is left as it is, so that repeating changes nothing. An order whose payout
//! account was closed or is another's holds up itself alone.

use anchor_lang::prelude::*;
use gridtokenx_engine::{AskSettlement, BidSettlement, Outcome, Side, Ticks, Wh, NO_PRICE};
use gridtokenx_interface::{CONFIG, CREDIT_MINT, ENERGY_MINT, ENERGY_TOKEN_ID, MINT_AUTHORITY, TOKEN_STATE};

use crate::delivery::{burn_delivered, redeem_unsold, VaultBurn};
use crate::error::{refused, TradingError};
use crate::escrow::{holds_credit, holds_energy, release};
use crate::events::{OrderHeld, OrderSettled};
use crate::state::{MarketInterval, Order, FLAG_REDEEM_UNSOLD, ORDER_OPEN, ORDER_SETTLED};

#[derive(Accounts)]
pub struct SettleOrder {
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    #[account(address = CONFIG)]
    pub config: UncheckedAccount,
    #[account(mut, seeds = [b"energy_vault"], bump)]
    pub energy_vault: UncheckedAccount,
    #[account(mut, seeds = [b"credit_vault"], bump)]
    pub credit_vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: UncheckedAccount,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    #[account(mut, address = CREDIT_MINT)]
    pub credit_mint: UncheckedAccount,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    #[account(address = ENERGY_TOKEN_ID)]
    pub energy_token_program: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// What moved, for the event.
struct Moved {
    paid_units: u64,
    refunded_units: u64,
    redeemed_wh: u32,
}

pub(crate) fn process(ctx: &mut Context<SettleOrder>) -> Result<()> {
    let views = ctx.remaining_accounts()?;
    require!(views.len().is_multiple_of(3), TradingError::AccountsIncomplete);
    let accounts = &mut ctx.accounts;
    accounts.interval.require_cleared()?;
    let outcome = accounts.interval.outcome();
    for entry in views.chunks_exact(3) {
        // SAFETY: loaded one at a time; no other account of the instruction is an order.
        let mut order = unsafe { Account::<Order>::load_mut(entry[0]) }?;
        let is_here = anchor_lang::address_eq(&order.interval, accounts.interval.address());
        require!(is_here, TradingError::WrongInterval);
        if order.state == ORDER_OPEN {
            settle(accounts, &outcome, &mut order, &entry[1], &entry[2])?;
        }
    }
    Ok(())
}

fn settle(
    accounts: &mut SettleOrder,
    outcome: &Outcome,
    order: &mut Account<Order>,
    payout_energy: &AccountView,
    payout_credit: &AccountView,
) -> Result<()> {
    let for_engine = order.for_engine()?;
    let fill = outcome.fill(&for_engine).map_err(refused)?;
    let price = outcome.price.unwrap_or(Ticks(NO_PRICE));
    let moved = match for_engine.side {
        Side::Bid => {
            let split = BidSettlement::of(&for_engine, fill, price).map_err(refused)?;
            settle_bid(accounts, order, &split, payout_credit)
        }
        Side::Ask => {
            let split = AskSettlement::of(&for_engine, fill, price).map_err(refused)?;
            settle_ask(accounts, order, &split, payout_energy, payout_credit)
        }
    }?;
    match moved {
        Some(moved) => finish(accounts, order, fill, price, &moved),
        None => Ok(()),
    }
}

/// Give a bid its refund and burn what was delivered to it; what it pays stays for the sellers.
fn settle_bid(
    accounts: &mut SettleOrder,
    order: &Account<Order>,
    split: &BidSettlement,
    payout_credit: &AccountView,
) -> Result<Option<Moved>> {
    if split.refunded.0 > 0 && !is_payable(payout_credit, &order.payout_credit, order, holds_credit) {
        return hold(order, &order.payout_credit);
    }
    let authority = accounts.vault_authority.account();
    release(accounts.credit_vault.account(), payout_credit, authority, split.refunded.0)?;
    if split.burned > Wh::ZERO {
        let burn = VaultBurn {
            authority: accounts.vault_authority.account(),
            token_state: accounts.token_state.account(),
            energy_mint: accounts.energy_mint.account(),
            energy_vault: accounts.energy_vault.account(),
            token_program: accounts.token_program.account(),
            energy_token_program: accounts.energy_token_program.address(),
        };
        burn_delivered(&burn, &order.owner, split.burned)?;
    }
    Ok(Some(Moved { paid_units: split.paid.0, refunded_units: split.refunded.0, redeemed_wh: 0 }))
}

/// Pay an ask for what it sold; give back or redeem the rest.
fn settle_ask(
    accounts: &mut SettleOrder,
    order: &Account<Order>,
    split: &AskSettlement,
    payout_energy: &AccountView,
    payout_credit: &AccountView,
) -> Result<Option<Moved>> {
    let redeems = order.flags & FLAG_REDEEM_UNSOLD != 0;
    let (redeemed, returned) = if redeems { (split.returned, Wh::ZERO) } else { (Wh::ZERO, split.returned) };
    let needs_credit = split.received.0 > 0 || redeemed > Wh::ZERO;
    if needs_credit && !is_payable(payout_credit, &order.payout_credit, order, holds_credit) {
        return hold(order, &order.payout_credit);
    }
    if returned > Wh::ZERO && !is_payable(payout_energy, &order.payout_energy, order, holds_energy) {
        return hold(order, &order.payout_energy);
    }
    let authority = accounts.vault_authority.account();
    release(accounts.credit_vault.account(), payout_credit, authority, split.received.0)?;
    release(accounts.energy_vault.account(), payout_energy, authority, returned.energy_units())?;
    if redeemed > Wh::ZERO {
        redeem_unsold(accounts, payout_credit, redeemed)?;
    }
    Ok(Some(Moved {
        paid_units: split.received.0,
        refunded_units: returned.energy_units(),
        redeemed_wh: redeemed.0,
    }))
}

/// Whether an account is the one that the order recorded and still its owner's.
fn is_payable(
    payout: &AccountView,
    recorded: &Address,
    order: &Order,
    holds: fn(&AccountView, &Address) -> bool,
) -> bool {
    anchor_lang::address_eq(payout.address(), recorded) && holds(payout, &order.owner)
}

/// Leave an order as it is until its payout account is in order again.
fn hold(order: &Account<Order>, payout: &Address) -> Result<Option<Moved>> {
    emit!(OrderHeld { order: *order.address(), owner: order.owner, payout: *payout });
    Ok(None)
}

fn finish(
    accounts: &mut SettleOrder,
    order: &mut Account<Order>,
    fill: Wh,
    price: Ticks,
    moved: &Moved,
) -> Result<()> {
    order.filled_wh = fill.0;
    order.state = ORDER_SETTLED;
    let interval = &mut accounts.interval;
    interval.settled_count = interval.settled_count.checked_add(1).ok_or(TradingError::Overflow)?;
    emit!(OrderSettled {
        order: *order.address(),
        owner: order.owner,
        side: order.side,
        filled_wh: fill.0,
        price: price.0,
        paid_units: moved.paid_units,
        refunded_units: moved.refunded_units,
        redeemed_wh: moved.redeemed_wh,
    });
    Ok(())
}
