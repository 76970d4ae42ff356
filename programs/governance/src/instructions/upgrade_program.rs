//! Replace the code of one of the campus's programs. If the authority alone could, "2 of 3" would be worth nothing.
//!
//! A pause does not stop it: a faulty program is what one pauses for.

use anchor_lang::prelude::*;
use gridtokenx_interface::UPGRADE_AUTHORITY;

use crate::agreement::check_threshold;
use crate::error::GovernanceError;
use crate::events::ProgramUpgraded;
use crate::state::Config;
use crate::upgrading::{check_buffer, check_program, upgrade, CLOCK_SYSVAR, RENT_SYSVAR, UPGRADEABLE_LOADER};

/// Remaining accounts: the present approvers that agree, as signers.
#[derive(Accounts)]
pub struct UpgradeProgram {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(seeds = [b"config"], bump)]
    pub config: Account<Config>,
    /// Is the program's upgrade authority, and the buffer's.
    #[account(address = UPGRADE_AUTHORITY)]
    pub upgrade_authority: UncheckedAccount,
    #[account(mut)]
    pub program: UncheckedAccount,
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// Holds the new code; is gone afterwards.
    #[account(mut)]
    pub buffer: UncheckedAccount,
    /// Gets the lamports that the buffer does not need any more; may be the authority itself.
    // SAFETY: its data are not read.
    #[account(mut, unsafe(dup))]
    pub spill: UncheckedAccount,
    #[account(address = RENT_SYSVAR)]
    pub rent: UncheckedAccount,
    #[account(address = CLOCK_SYSVAR)]
    pub clock: UncheckedAccount,
    #[account(address = UPGRADEABLE_LOADER)]
    pub loader: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<UpgradeProgram>) -> Result<()> {
    let agreeing = ctx.remaining_accounts()?;
    let accounts = &ctx.accounts;
    check_threshold(&accounts.config, &agreeing)?;
    let (program, buffer) = (accounts.program.account(), accounts.buffer.account());
    let upgrade_authority = accounts.upgrade_authority.account();
    check_program(program, accounts.program_data.account())?;
    check_buffer(buffer, upgrade_authority)?;
    upgrade([
        accounts.program_data.account(),
        program,
        buffer,
        accounts.spill.account(),
        accounts.rent.account(),
        accounts.clock.account(),
        upgrade_authority,
    ])?;
    emit!(ProgramUpgraded { program: *program.address(), buffer: *buffer.address() });
    Ok(())
}
