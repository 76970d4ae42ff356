//! `collect_flow`: what a resolved reservation still owes, tried again by anybody.

use anchor_lang::prelude::*;
use gridtokenx_interface::{CREDIT_VAULT, ENERGY_VAULT};

use crate::error::TradingError;
use crate::forward::{Reservation, RESERVED};
use crate::payout::{hand_over, Payout};

#[derive(Accounts)]
pub struct CollectFlow {
    #[account(mut)]
    pub reservation: Account<Reservation>,
    #[account(mut)]
    pub buyer_energy: UncheckedAccount,
    #[account(mut)]
    pub buyer_credit: UncheckedAccount,
    #[account(mut)]
    pub seller_credit: UncheckedAccount,
    #[account(mut, address = ENERGY_VAULT)]
    pub energy_vault: UncheckedAccount,
    #[account(mut, address = CREDIT_VAULT)]
    pub credit_vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<CollectFlow>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(accounts.reservation.state != RESERVED, TradingError::FlowUnresolved);
    let authority = accounts.vault_authority.account();
    let (energy, vault) = (accounts.buyer_energy.account(), accounts.energy_vault.account());
    let energy_units = hand_over(&mut accounts.reservation, energy, vault, authority)?;
    let payout = Payout {
        buyer_credit: accounts.buyer_credit.account(),
        seller_credit: accounts.seller_credit.account(),
        credit_vault: accounts.credit_vault.account(),
        vault_authority: authority,
    };
    payout.pay(&mut accounts.reservation, energy_units)
}
