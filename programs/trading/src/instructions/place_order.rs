//! `place_order`: a bid or an ask, its escrow locked, by its owner before the gate closes.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::escrow::lock;
use crate::placing::{Placing, Terms};
use crate::state::{MarketInterval, Order};

#[derive(Accounts)]
#[instruction(side: u8, nonce: u16)]
pub struct PlaceOrder {
    pub owner: Signer,
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
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
    pub payout_energy: UncheckedAccount,
    pub payout_credit: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<PlaceOrder>, terms: &Terms) -> Result<()> {
    let meters = if terms.shows_deficit() { ctx.remaining_accounts()? } else { Default::default() };
    let accounts = &mut ctx.accounts;
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
    lock(accounts.source.account(), accounts.vault.account(), accounts.owner.account(), units)
}
