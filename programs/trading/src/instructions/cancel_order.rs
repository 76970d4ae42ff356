//! `cancel_order`: a full refund to its owner before the gate closes; a pause does not stop it.

use anchor_lang::prelude::*;

use crate::cancelling::Cancelling;
use crate::state::{MarketInterval, Order};

#[derive(Accounts)]
pub struct CancelOrder {
    pub owner: Signer,
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
    #[account(mut)]
    pub destination: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<CancelOrder>) -> Result<()> {
    let accounts = &mut ctx.accounts;
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
