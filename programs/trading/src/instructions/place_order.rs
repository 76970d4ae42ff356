//! `place_order`: a bid or an ask, its escrow locked, by its owner before the gate closes.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_engine::{Side, Ticks, Wh};
use gridtokenx_interface::{CONFIG, PAUSE_ORDERS};

use crate::deficit::attested_deficit;
use crate::error::{refused, TradingError};
use crate::escrow::{holds_credit, holds_energy, lock, locked_units, vault_of};
use crate::events::OrderPlaced;
use crate::state::{MarketInterval, Order, FLAG_REDEEM_UNSOLD, ORDER_OPEN};

#[derive(Accounts)]
#[instruction(side: u8, nonce: u16)]
pub struct PlaceOrder {
    pub owner: Signer,
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    #[account(
        init, unsafe(dup), payer = payer, seeds = [b"order", interval, owner, nonce.to_le_bytes()], bump
    )]
    pub order: Account<Order>,
    /// The owner's order with nonce 0 of the interval; the order itself when that is it.
    #[account(unsafe(dup))]
    pub head: UncheckedAccount,
    /// The owner's credit for a bid, energy for an ask.
    #[account(unsafe(dup))]
    pub source: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    pub payout_energy: UncheckedAccount,
    pub payout_credit: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// What an order asks for.
pub struct Terms {
    pub side: u8,
    pub nonce: u16,
    pub limit: u16,
    pub quantity_wh: u32,
    pub flags: u8,
}

pub(crate) fn process(ctx: &mut Context<PlaceOrder>, terms: &Terms) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let side = Side::from_byte(terms.side).ok_or(TradingError::BadSide)?;
    check(&ctx.accounts, terms, side, now)?;
    fill_in(&mut ctx.accounts, terms, now, ctx.bumps.order);
    enter_head(ctx, terms, side)?;

    let accounts = &mut ctx.accounts;
    let interval = &mut accounts.interval;
    let ticket = interval.book()?.place(side, Ticks(terms.limit), Wh(terms.quantity_wh)).map_err(refused)?;
    let count = match side {
        Side::Bid => &mut interval.bid_count,
        Side::Ask => &mut interval.ask_count,
    };
    *count = count.checked_add(1).ok_or(TradingError::Overflow)?;
    accounts.order.ticket = ticket;

    let units = locked_units(&accounts.order.for_engine()?);
    lock(accounts.source.account(), accounts.vault.account(), accounts.owner.account(), units)?;
    emit!(OrderPlaced {
        order: *accounts.order.address(),
        interval: *accounts.interval.address(),
        owner: *accounts.owner.address(),
        side: terms.side,
        limit: terms.limit,
        quantity_wh: terms.quantity_wh,
        ticket,
    });
    Ok(())
}

/// Refuse what no state of the owner's other orders can make right.
fn check(accounts: &PlaceOrder, terms: &Terms, side: Side, now: i64) -> Result<()> {
    require!(!accounts.config.is_paused(PAUSE_ORDERS), TradingError::Paused);
    accounts.interval.require_open_gate(now)?;
    require!(terms.flags & !FLAG_REDEEM_UNSOLD == 0, TradingError::BadFlags);
    require!(anchor_lang::address_eq(accounts.vault.address(), vault_of(side)), TradingError::WrongVault);
    let owner = accounts.owner.address();
    let payable = holds_energy(accounts.payout_energy.account(), owner)
        && holds_credit(accounts.payout_credit.account(), owner);
    require!(payable, TradingError::WrongPayout);
    Ok(())
}

fn fill_in(accounts: &mut PlaceOrder, terms: &Terms, now: i64, bump: u8) {
    let order = &mut accounts.order;
    order.interval = *accounts.interval.address();
    order.owner = *accounts.owner.address();
    order.head = *accounts.head.address();
    order.payer = *accounts.payer.address();
    order.payout_energy = *accounts.payout_energy.address();
    order.payout_credit = *accounts.payout_credit.address();
    order.placed_at = now;
    order.nonce = terms.nonce;
    order.limit = terms.limit;
    order.quantity_wh = terms.quantity_wh;
    order.side = terms.side;
    order.state = ORDER_OPEN;
    order.flags = terms.flags;
    order.bump = bump;
}

/// Count the order at the owner's head order: one side for each owner, and bids within the attested deficit.
fn enter_head(ctx: &mut Context<PlaceOrder>, terms: &Terms, side: Side) -> Result<()> {
    let is_itself = anchor_lang::address_eq(ctx.accounts.head.address(), ctx.accounts.order.address());
    require!(is_itself == (terms.nonce == 0), TradingError::WrongHead);
    if terms.nonce == 0 {
        if side == Side::Bid {
            let pairs = ctx.remaining_accounts()?;
            let accounts = &mut ctx.accounts;
            accounts.order.bid_cap_wh =
                attested_deficit(&pairs, accounts.owner.address(), &accounts.interval)?;
            reserve(&mut accounts.order, terms.quantity_wh)?;
        }
        return Ok(());
    }
    let accounts = &mut ctx.accounts;
    // SAFETY: the head is not the order, and no other account of the instruction is an order.
    let mut head = unsafe { Account::<Order>::load_mut(*accounts.head.account()) }?;
    let is_head = head.nonce == 0
        && anchor_lang::address_eq(&head.interval, accounts.interval.address())
        && anchor_lang::address_eq(&head.owner, accounts.owner.address());
    require!(is_head, TradingError::WrongHead);
    require!(head.side == terms.side, TradingError::OtherSide);
    if side == Side::Bid {
        reserve(&mut head, terms.quantity_wh)?;
    }
    Ok(())
}

/// Take a bid's quantity from what the owner may bid for.
fn reserve(head: &mut Order, quantity_wh: u32) -> Result<()> {
    let open = head.bid_open_wh.checked_add(quantity_wh).ok_or(TradingError::OverDeficit)?;
    require!(open <= head.bid_cap_wh, TradingError::OverDeficit);
    head.bid_open_wh = open;
    Ok(())
}
