//! Energy that leaves the market: burned where it was delivered, or redeemed at the feed-in price.

use anchor_lang::prelude::*;
use energy_token::cpi::accounts::{BurnEnergy, RedeemEnergy};
use gridtokenx_engine::Wh;
use gridtokenx_interface::VAULT_AUTHORITY_BUMP;

use crate::escrow::VAULT_AUTHORITY_SEED;
use crate::instructions::SettleOrder;

/// Seeds and bump of the PDA that owns both vaults.
const VAULT_SIGNER: &[&[u8]] = &[VAULT_AUTHORITY_SEED, &[VAULT_AUTHORITY_BUMP]];

/// The accounts that a burn out of the energy vault takes.
pub struct VaultBurn<'a> {
    pub authority: &'a AccountView,
    pub token_state: &'a AccountView,
    pub energy_mint: &'a AccountView,
    pub energy_vault: &'a AccountView,
    pub token_program: &'a AccountView,
    pub energy_token_program: &'a Address,
}

/// Burn energy out of the vault that its beneficiary has consumed.
pub fn burn_delivered(accounts: &VaultBurn, beneficiary: &Address, energy: Wh) -> Result<()> {
    let (mut state, mut mint, mut vault) =
        (*accounts.token_state, *accounts.energy_mint, *accounts.energy_vault);
    let cpi = BurnEnergy {
        authority: CpiHandle::readonly(accounts.authority),
        token_state: CpiHandleMut::writable(&mut state),
        energy_mint: CpiHandleMut::writable(&mut mint),
        source: CpiHandleMut::writable(&mut vault),
        token_program: CpiHandle::readonly(accounts.token_program),
    };
    let context = CpiContext::new_with_signer(accounts.energy_token_program, cpi, &[VAULT_SIGNER]);
    energy_token::cpi::burn_energy(context, u64::from(energy.0), *beneficiary)
}

/// Redeem what an ask did not sell, at the feed-in price that its interval was opened with.
pub fn redeem_unsold(accounts: &mut SettleOrder, payout_credit: &AccountView, energy: Wh) -> Result<()> {
    let mut payout = *payout_credit;
    let cpi = RedeemEnergy {
        authority: accounts.vault_authority.cpi_handle(),
        config: accounts.config.cpi_handle(),
        token_state: accounts.token_state.cpi_handle_mut(),
        energy_mint: accounts.energy_mint.cpi_handle_mut(),
        source: accounts.energy_vault.cpi_handle_mut(),
        credit_mint: accounts.credit_mint.cpi_handle_mut(),
        destination: CpiHandleMut::writable(&mut payout),
        mint_authority: accounts.mint_authority.cpi_handle(),
        token_program: accounts.token_program.cpi_handle(),
    };
    let context = CpiContext::new_with_signer(accounts.energy_token_program.address(), cpi, &[VAULT_SIGNER]);
    energy_token::cpi::redeem_energy(context, u64::from(energy.0), accounts.interval.feed_in_price)
}
