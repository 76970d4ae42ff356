//! `cancel_agent_order`: as `cancel_order`, signed by an agent; the refund goes where the order's payouts go.

use anchor_lang::prelude::*;
use gridtokenx_engine::Side;
use gridtokenx_interface::REGISTRY_ID;
use registry::state::Agent;

use crate::cancelling::Cancelling;
use crate::error::TradingError;
use crate::mandate::check_right;
use crate::state::{MarketInterval, Order};

#[derive(Accounts)]
pub struct CancelAgentOrder {
    pub agent: Signer,
    pub owner: UncheckedAccount,
    #[account(
        seeds = [b"agent", owner, agent], seeds::program = REGISTRY_ID, bump = agent_record.bump
    )]
    pub agent_record: Account<Agent>,
    #[account(mut)]
    pub interval: Account<MarketInterval>,
    // SAFETY: it may be its own head, which is loaded only where it is another account.
    #[account(unsafe(dup))]
    pub order: Account<Order>,
    /// The order that its owner placed first; the order itself when that is it.
    // SAFETY: loaded only where it is not the order.
    #[account(unsafe(dup))]
    pub head: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    /// The order's payout account for what it locked.
    #[account(mut)]
    pub destination: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<CancelAgentOrder>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    let side = Side::from_byte(accounts.order.side).ok_or(TradingError::BadSide)?;
    check_right(&accounts.agent_record, side, false, now)?;
    check_destination(accounts, side)?;
    let mut cancelling = Cancelling {
        owner: accounts.owner.address(),
        interval: &mut accounts.interval,
        order: &mut accounts.order,
        head: accounts.head.account(),
        vault: accounts.vault.account(),
        vault_authority: accounts.vault_authority.account(),
        destination: accounts.destination.account(),
    };
    cancelling.cancel()
}

/// An agent sends nothing anywhere but where the order would have paid out.
fn check_destination(accounts: &CancelAgentOrder, side: Side) -> Result<()> {
    let (order, destination) = (&accounts.order, accounts.destination.account());
    let recorded = match side {
        Side::Bid => &order.payout_credit,
        Side::Ask => &order.payout_energy,
    };
    let is_recorded = anchor_lang::address_eq(destination.address(), recorded);
    require!(is_recorded, TradingError::WrongPayout);
    Ok(())
}
