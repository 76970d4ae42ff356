//! Create the totals and both mints, neither with a freeze authority.

use anchor_lang::create_account_signed;
use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, CREDIT_MINT, ENERGY_MINT, MINT_AUTHORITY};
use pinocchio_token::instructions::InitializeMint2;
use pinocchio_token::state::Mint;

use crate::error::EnergyTokenError;
use crate::state::TokenState;

/// 1 Wh = 10^6 units, 1 kWh = 1 token.
const ENERGY_DECIMALS: u8 = 9;
/// 1 unit = 1 Wh x 1 tick of 0.001 credit/kWh.
const CREDIT_DECIMALS: u8 = 6;

#[derive(Accounts)]
pub struct Initialize {
    #[account(address = config.authority @ EnergyTokenError::Unauthorized)]
    pub authority: Signer,
    /// May be the authority itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(init, payer = payer, seeds = [b"token_state"], bump)]
    pub token_state: Account<TokenState>,
    #[account(mut, seeds = [b"energy_mint"], bump)]
    pub energy_mint: UncheckedAccount,
    #[account(mut, seeds = [b"credit_mint"], bump)]
    pub credit_mint: UncheckedAccount,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<Initialize>) -> Result<()> {
    let bumps = (ctx.bumps.energy_mint, ctx.bumps.credit_mint, ctx.bumps.token_state);
    let accounts = &mut ctx.accounts;
    let config = &accounts.config;
    require!(
        config.energy_mint == ENERGY_MINT && config.credit_mint == CREDIT_MINT,
        EnergyTokenError::MintsDiffer
    );
    let payer = accounts.payer.account();
    create_mint(payer, accounts.energy_mint.account(), &[b"energy_mint", &[bumps.0]], ENERGY_DECIMALS)?;
    create_mint(payer, accounts.credit_mint.account(), &[b"credit_mint", &[bumps.1]], CREDIT_DECIMALS)?;
    let state = &mut *accounts.token_state;
    state.energy_mint = ENERGY_MINT;
    state.credit_mint = CREDIT_MINT;
    state.bump = bumps.2;
    Ok(())
}

fn create_mint(payer: &AccountView, mint: &AccountView, seeds: &[&[u8]], decimals: u8) -> Result<()> {
    create_account_signed(payer, mint, Mint::LEN, &pinocchio_token::ID, seeds)?;
    InitializeMint2::new(mint, decimals, &MINT_AUTHORITY, None).invoke()
}
