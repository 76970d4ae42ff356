//! Mint attested energy. The oracle calls this for every meter with a surplus, so it looks at nothing twice.

use anchor_lang::prelude::*;
use gridtokenx_interface::{ATTESTOR, ENERGY_MINT, MINT_AUTHORITY, TOKEN_STATE};

use crate::amount::{add, energy_units};
use crate::error::EnergyTokenError;
use crate::state::TokenState;
use crate::token;

#[derive(Accounts)]
pub struct MintEnergy {
    #[account(address = ATTESTOR @ EnergyTokenError::NotAttestor)]
    pub attestor: Signer,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: Account<TokenState>,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<MintEnergy>, wh: u64) -> Result<()> {
    let units = energy_units(wh)?;
    let accounts = &mut ctx.accounts;
    add(&mut accounts.token_state.minted_wh, wh)?;
    token::mint(
        accounts.energy_mint.account(),
        accounts.destination.account(),
        accounts.mint_authority.account(),
        units,
    )
}
