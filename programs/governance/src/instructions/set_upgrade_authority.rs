//! Let another key upgrade one of the campus's programs: to hand it on, or to leave this governance.

use anchor_lang::prelude::*;
use gridtokenx_interface::UPGRADE_AUTHORITY;

use crate::agreement::check_threshold;
use crate::error::GovernanceError;
use crate::events::UpgradeAuthoritySet;
use crate::state::Config;
use crate::upgrading::{check_program, set_authority, UPGRADEABLE_LOADER};
use crate::validation::NOBODY;

/// Remaining accounts: the present approvers that agree, as signers.
#[derive(Accounts)]
pub struct SetUpgradeAuthority {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(seeds = [b"config"], bump)]
    pub config: Account<Config>,
    /// Is the program's upgrade authority.
    #[account(address = UPGRADE_AUTHORITY)]
    pub upgrade_authority: UncheckedAccount,
    pub program: UncheckedAccount,
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// Any key, an address of another governance too, so it does not sign.
    pub new_authority: UncheckedAccount,
    #[account(address = UPGRADEABLE_LOADER)]
    pub loader: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<SetUpgradeAuthority>) -> Result<()> {
    let agreeing = ctx.remaining_accounts()?;
    let accounts = &ctx.accounts;
    check_threshold(&accounts.config, &agreeing)?;
    let new_authority = accounts.new_authority.account();
    require!(*new_authority.address() != NOBODY, GovernanceError::BadParameter);
    let program_data = accounts.program_data.account();
    check_program(accounts.program.account(), program_data)?;
    set_authority([program_data, accounts.upgrade_authority.account(), new_authority])?;
    emit!(UpgradeAuthoritySet { program: *accounts.program.address(), authority: *new_authority.address() });
    Ok(())
}
