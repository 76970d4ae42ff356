//! Let a wallet take part in a role.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, PAUSE_REGISTRATION};

use crate::error::RegistryError;
use crate::events::UserRegistered;
use crate::state::{User, ROLE_REGULATOR, STATUS_ACTIVE};

#[derive(Accounts)]
pub struct RegisterUser {
    #[account(address = config.authority @ RegistryError::Unauthorized)]
    pub authority: Signer,
    /// May be the authority itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    pub wallet: UncheckedAccount,
    #[account(init, payer = payer, seeds = [b"user", wallet.address().as_ref()], bump)]
    pub user: Account<User>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<RegisterUser>, role: u8) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(!accounts.config.is_paused(PAUSE_REGISTRATION), RegistryError::Paused);
    require!(role <= ROLE_REGULATOR, RegistryError::BadRole);
    let wallet = *accounts.wallet.address();
    let address = *accounts.user.account().address();
    let user = &mut *accounts.user;
    user.wallet = wallet;
    user.created_at = Clock::get()?.unix_timestamp;
    user.role = role;
    user.status = STATUS_ACTIVE;
    user.bump = ctx.bumps.user;
    emit!(UserRegistered { user: address, wallet, role });
    Ok(())
}
