//! Energy that leaves the market: burned where it was delivered, or redeemed at the feed-in price.

use anchor_lang::prelude::*;
use energy_token::cpi::accounts::{BurnEnergy, RedeemEnergy};
use gridtokenx_engine::Wh;
use gridtokenx_interface::VAULT_AUTHORITY_BUMP;

use crate::escrow::VAULT_AUTHORITY_SEED;
use crate::instructions::SettleOrder;

/// Seeds and bump of the PDA that owns both vaults.
const VAULT_SIGNER: &[&[u8]] = &[VAULT_AUTHORITY_SEED, &[VAULT_AUTHORITY_BUMP]];

/// Burn what a bid was filled with: it was consumed.
pub fn burn_delivered(accounts: &mut SettleOrder, beneficiary: &Address, energy: Wh) -> Result<()> {
    let cpi = BurnEnergy {
        authority: accounts.vault_authority.cpi_handle(),
        token_state: accounts.token_state.cpi_handle_mut(),
        energy_mint: accounts.energy_mint.cpi_handle_mut(),
        source: accounts.energy_vault.cpi_handle_mut(),
        token_program: accounts.token_program.cpi_handle(),
    };
    let context = CpiContext::new_with_signer(accounts.energy_token_program.address(), cpi, &[VAULT_SIGNER]);
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
