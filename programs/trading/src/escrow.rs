//! What moves in and out of the two vaults, and the checks of the accounts it moves to.

use anchor_lang::prelude::*;
use gridtokenx_engine::{Order as EngineOrder, Side};
use gridtokenx_interface::{CREDIT_MINT, CREDIT_VAULT, ENERGY_MINT, ENERGY_VAULT, VAULT_AUTHORITY_BUMP};
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use pinocchio_token::instructions::Transfer;
use pinocchio_token::state::Account as TokenAccount;

/// Seed of the PDA that owns both vaults.
pub const VAULT_AUTHORITY_SEED: &[u8] = b"vault_authority";

/// The vault that an order of a side locks its escrow in.
pub fn vault_of(side: Side) -> &'static Address {
    match side {
        Side::Bid => &CREDIT_VAULT,
        Side::Ask => &ENERGY_VAULT,
    }
}

/// What an order locks: credit units of a bid, token base units of an ask.
pub fn locked_units(order: &EngineOrder) -> u64 {
    match order.side {
        Side::Bid => order.locked_credit().0,
        Side::Ask => order.locked_energy_units(),
    }
}

/// Whether an account is a wallet's token account for energy.
pub fn holds_energy(account: &AccountView, owner: &Address) -> bool {
    is_token_account(account, &ENERGY_MINT, owner)
}

/// Whether an account is a wallet's token account for credit.
pub fn holds_credit(account: &AccountView, owner: &Address) -> bool {
    is_token_account(account, &CREDIT_MINT, owner)
}

fn is_token_account(account: &AccountView, mint: &Address, owner: &Address) -> bool {
    TokenAccount::from_account_view(account).is_ok_and(|token| {
        token.is_initialized()
            && anchor_lang::address_eq(token.mint(), mint)
            && anchor_lang::address_eq(token.owner(), owner)
    })
}

/// Move an owner's tokens into a vault.
pub fn lock(source: &AccountView, vault: &AccountView, owner: &AccountView, units: u64) -> Result<()> {
    Transfer::new(source, vault, owner, units).invoke()
}

/// Move tokens out of a vault; moving none costs nothing.
pub fn release(vault: &AccountView, to: &AccountView, authority: &AccountView, units: u64) -> Result<()> {
    if units == 0 {
        return Ok(());
    }
    let bump = [VAULT_AUTHORITY_BUMP];
    let seeds = [Seed::from(VAULT_AUTHORITY_SEED), Seed::from(&bump)];
    Transfer::new(vault, to, authority, units).invoke_signed(&[CpiSigner::from(&seeds)])
}
