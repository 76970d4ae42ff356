//! Burn energy that was delivered: by its owner, or by the market out of its vault for a bidder.

use anchor_lang::prelude::*;
use gridtokenx_interface::{ENERGY_MINT, TOKEN_STATE};
use pinocchio_token::instructions::Burn;

use crate::amount::{add, energy_units};
use crate::events::EnergyBurned;
use crate::state::TokenState;
use crate::token;

#[derive(Accounts)]
pub struct BurnEnergy {
    pub authority: Signer,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: Account<TokenState>,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    #[account(mut)]
    pub source: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<BurnEnergy>, wh: u64, beneficiary: Address) -> Result<()> {
    let units = energy_units(wh)?;
    let accounts = &mut ctx.accounts;
    let owner = token::check_owner(accounts.source.account(), &ENERGY_MINT, accounts.authority.address())?;
    add(&mut accounts.token_state.burned_wh, wh)?;
    Burn::new(accounts.source.account(), accounts.energy_mint.account(), accounts.authority.account(), units)
        .invoke()?;
    emit!(EnergyBurned { owner, beneficiary, wh });
    Ok(())
}
