//! `place_agent_order`: as `place_order`, signed by an agent of the owner within its limits.
//!
//! The escrow comes out of the owner's own account, of what the owner delegated to the vault authority.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_engine::Side;
use gridtokenx_interface::{CONFIG, REGISTRY_ID};
use registry::state::Agent;

use crate::error::TradingError;
use crate::escrow::lock_delegated;
use crate::events::AgentOrderPlaced;
use crate::mandate::{check_deed, check_source, Deed};
use crate::placing::{Placing, Terms};
use crate::state::{MarketInterval, Order};

#[derive(Accounts)]
#[instruction(side: u8, nonce: u16)]
pub struct PlaceAgentOrder {
    pub agent: Signer,
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    pub owner: UncheckedAccount,
    #[account(
        seeds = [b"agent", owner, agent], seeds::program = REGISTRY_ID, bump = agent_record.bump
    )]
    pub agent_record: Account<Agent>,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    // SAFETY: it may be its own head, which is loaded only where it is another account.
    #[account(
        init, unsafe(dup), payer = payer, seeds = [b"order", interval, owner, nonce.to_le_bytes()], bump
    )]
    pub order: Account<Order>,
    /// The owner's order with nonce 0 of the interval; the order itself when that is it.
    // SAFETY: loaded only where it is not the order.
    #[account(unsafe(dup))]
    pub head: UncheckedAccount,
    /// The owner's credit for a bid, energy for an ask.
    // SAFETY: never loaded; the token program alone writes to it. It may be a payout account.
    #[account(unsafe(dup))]
    pub source: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    pub payout_energy: UncheckedAccount,
    pub payout_credit: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<PlaceAgentOrder>, terms: &Terms) -> Result<()> {
    let meters = if terms.shows_deficit() { ctx.remaining_accounts()? } else { Default::default() };
    let now = Clock::get()?.unix_timestamp;
    let side = Side::from_byte(terms.side).ok_or(TradingError::BadSide)?;
    let accounts = &mut ctx.accounts;
    let deed = Deed { side, price: terms.limit, wh: terms.quantity_wh, forward: false };
    check_deed(&accounts.agent_record, &deed, now)?;
    check_source(accounts.source.account(), accounts.owner.address(), side)?;
    let mut placing = Placing {
        owner: accounts.owner.address(),
        payer: accounts.payer.address(),
        config: &accounts.config,
        interval: &mut accounts.interval,
        order: &mut accounts.order,
        head: accounts.head.account(),
        vault: accounts.vault.account(),
        payout_energy: accounts.payout_energy.account(),
        payout_credit: accounts.payout_credit.account(),
    };
    let units = placing.place(terms, ctx.bumps.order, &meters)?;
    let authority = accounts.vault_authority.account();
    lock_delegated(accounts.source.account(), accounts.vault.account(), authority, units)?;
    emit!(AgentOrderPlaced {
        order: *accounts.order.address(),
        owner: *accounts.owner.address(),
        agent: *accounts.agent.address(),
    });
    Ok(())
}
