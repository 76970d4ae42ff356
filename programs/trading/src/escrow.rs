//! What moves in and out of the two vaults, and the checks of the accounts it moves to.

use anchor_lang::prelude::*;
use gridtokenx_engine::{Order as EngineOrder, Side};
use gridtokenx_interface::{
    CREDIT_MINT, CREDIT_VAULT, ENERGY_MINT, ENERGY_VAULT, UNITS_PER_WH, VAULT_AUTHORITY, VAULT_AUTHORITY_BUMP,
};
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

/// Energy in whole Wh that the vault authority may move out of an owner's account as its delegate.
///
/// Zero for an account that was closed, given away, or whose owner delegated to nobody or to another.
pub fn delegated_wh(account: &AccountView, owner: &Address) -> u64 {
    if !holds_energy(account, owner) {
        return 0;
    }
    TokenAccount::from_account_view(account).map_or(0, |token| {
        let is_delegate =
            token.delegate().is_some_and(|delegate| anchor_lang::address_eq(delegate, &VAULT_AUTHORITY));
        let units = if is_delegate { token.delegated_amount().min(token.amount()) } else { 0 };
        units / UNITS_PER_WH
    })
}

/// Move an owner's tokens where its signature sends them.
pub fn lock(source: &AccountView, vault: &AccountView, owner: &AccountView, units: u64) -> Result<()> {
    Transfer::new(source, vault, owner, units).invoke()
}

/// Move an owner's tokens as the delegate that the owner approved; the token program holds the limit.
///
/// The caller has checked whose account it is: the vault authority owns the vaults too.
pub fn lock_delegated(
    source: &AccountView,
    to: &AccountView,
    authority: &AccountView,
    units: u64,
) -> Result<()> {
    sign_as_vault(source, to, authority, units)
}

/// Move tokens out of a vault; moving none costs nothing.
pub fn release(vault: &AccountView, to: &AccountView, authority: &AccountView, units: u64) -> Result<()> {
    if units == 0 {
        return Ok(());
    }
    sign_as_vault(vault, to, authority, units)
}

fn sign_as_vault(from: &AccountView, to: &AccountView, authority: &AccountView, units: u64) -> Result<()> {
    let bump = [VAULT_AUTHORITY_BUMP];
    let seeds = [Seed::from(VAULT_AUTHORITY_SEED), Seed::from(&bump)];
    Transfer::new(from, to, authority, units).invoke_signed(&[CpiSigner::from(&seeds)])
}
