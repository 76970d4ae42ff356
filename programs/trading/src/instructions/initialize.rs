//! `initialize`: the market and its two vaults, by the governance authority, once.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, CREDIT_MINT, CREDIT_VAULT, ENERGY_MINT, ENERGY_VAULT};
use pinocchio_token::instructions::InitializeAccount3;
use pinocchio_token::state::Account as TokenAccount;

use crate::error::TradingError;
use crate::state::Market;

#[derive(Accounts)]
pub struct Initialize {
    #[account(address = config.authority @ TradingError::Unauthorized)]
    pub authority: Signer,
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(init, payer = payer, seeds = [b"market"], bump)]
    pub market: Account<Market>,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    #[account(mut, seeds = [b"energy_vault"], bump)]
    pub energy_vault: UncheckedAccount,
    #[account(mut, seeds = [b"credit_vault"], bump)]
    pub credit_vault: UncheckedAccount,
    #[account(address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    #[account(address = CREDIT_MINT)]
    pub credit_mint: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<Initialize>) -> Result<()> {
    let bumps = &ctx.bumps;
    let accounts = &mut ctx.accounts;
    let energy = accounts.energy_vault.account();
    create_vault(
        accounts,
        energy,
        accounts.energy_mint.account(),
        &[b"energy_vault", &[bumps.energy_vault]],
    )?;
    let credit = accounts.credit_vault.account();
    create_vault(
        accounts,
        credit,
        accounts.credit_mint.account(),
        &[b"credit_vault", &[bumps.credit_vault]],
    )?;
    let market = &mut accounts.market;
    market.energy_vault = ENERGY_VAULT;
    market.credit_vault = CREDIT_VAULT;
    market.bump = bumps.market;
    Ok(())
}

/// Create a token account at a PDA, owned by the vault authority.
fn create_vault(
    accounts: &Initialize,
    vault: &AccountView,
    mint: &AccountView,
    seeds: &[&[u8]],
) -> Result<()> {
    let payer = accounts.payer.account();
    create_account_signed(payer, vault, TokenAccount::LEN, &pinocchio_token::ID, seeds)?;
    InitializeAccount3 { account: vault, mint, owner: accounts.vault_authority.address() }.invoke()
}
