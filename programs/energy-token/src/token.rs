//! What this program asks of the SPL token program.

use anchor_lang::prelude::*;
use gridtokenx_interface::{MINT_AUTHORITY_BUMP, VAULT_AUTHORITY};
use pinocchio::cpi::{Seed, Signer};
use pinocchio_token::instructions::MintTo;
use pinocchio_token::state::Account as TokenAccount;

use crate::error::EnergyTokenError;

/// Seed of the authority over both mints.
pub const MINT_AUTHORITY_SEED: &[u8] = b"mint_authority";

/// Mint tokens, signed by the authority PDA. The token program itself checks mint and destination.
pub fn mint(mint: &AccountView, to: &AccountView, authority: &AccountView, units: u64) -> Result<()> {
    let bump = [MINT_AUTHORITY_BUMP];
    let seeds = [Seed::from(MINT_AUTHORITY_SEED), Seed::from(&bump)];
    MintTo::new(mint, to, authority, units).invoke_signed(&[Signer::from(&seeds)])
}

/// Check that an account holds tokens of a mint, and return its owner.
pub fn owner_of(account: &AccountView, mint: &Address) -> Result<Address> {
    let token = TokenAccount::from_account_view(account)?;
    require!(token.mint() == mint, EnergyTokenError::WrongMint);
    Ok(*token.owner())
}

/// Check that the signer owns the account: a delegate may transfer, but not say what is delivered.
///
/// Returns the owner. The market's vaults belong to its vault authority, so that case is the same one.
pub fn check_owner(account: &AccountView, mint: &Address, signer: &Address) -> Result<Address> {
    let owner = owner_of(account, mint)?;
    require!(owner == *signer, EnergyTokenError::NotTokenOwner);
    Ok(owner)
}

/// Whether the signer is the market itself, which has checked prices and beneficiaries.
pub fn is_market(signer: &Address) -> bool {
    *signer == VAULT_AUTHORITY
}
