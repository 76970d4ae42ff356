//! Create the configuration. Only the program's upgrade authority can, else anybody could come first.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::events::ConfigInitialized;
use crate::instructions::set_approvers::ApproverSet;
use crate::instructions::set_parameters::Parameters;
use crate::state::Config;
use crate::upgrading::UPGRADEABLE_LOADER;
use crate::validation::check_paused;

/// `UpgradeableLoaderState::ProgramData`, bincode: u32 variant, u64 slot, u8 presence, authority.
const PROGRAM_DATA_VARIANT: [u8; 4] = [3, 0, 0, 0];
const AUTHORITY_PRESENT: usize = 12;
const AUTHORITY: core::ops::Range<usize> = 13..45;

/// A whole configuration, less what the program itself keeps.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ConfigArgs {
    pub authority: Address,
    pub energy_mint: Address,
    pub credit_mint: Address,
    pub paused: u8,
    pub approver_set: ApproverSet,
    pub parameters: Parameters,
}

#[derive(Accounts)]
pub struct Initialize {
    /// May be the authority itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    pub upgrade_authority: Signer,
    #[account(address = crate::ID)]
    pub program: UncheckedAccount,
    #[account(seeds = [crate::ID.as_ref()], seeds::program = UPGRADEABLE_LOADER, bump, owner = UPGRADEABLE_LOADER)]
    pub program_data: UncheckedAccount,
    #[account(init, payer = payer, seeds = [b"config"], bump)]
    pub config: Account<Config>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<Initialize>, args: ConfigArgs) -> Result<()> {
    check_upgrade_authority(&ctx.accounts)?;
    let bump = ctx.bumps.config;
    let config = &mut *ctx.accounts.config;
    config.authority = args.authority;
    config.energy_mint = args.energy_mint;
    config.credit_mint = args.credit_mint;
    config.paused = args.paused;
    config.bump = bump;
    check_addresses(config)?;
    check_paused(config.paused)?;
    args.parameters.apply(config)?;
    args.approver_set.apply(config)?;
    emit!(ConfigInitialized { authority: config.authority, oracle: config.oracle, model: config.model });
    Ok(())
}

fn check_upgrade_authority(accounts: &Initialize) -> Result<()> {
    let data = accounts.program_data.account().try_borrow()?;
    let is_program_data = data.len() >= AUTHORITY.end && data[..4] == PROGRAM_DATA_VARIANT;
    require!(is_program_data && data[AUTHORITY_PRESENT] == 1, GovernanceError::NotUpgradeAuthority);
    let signer: &[u8] = accounts.upgrade_authority.address().as_ref();
    require!(data[AUTHORITY] == *signer, GovernanceError::NotUpgradeAuthority);
    Ok(())
}

fn check_addresses(config: &Config) -> Result<()> {
    let known = config.authority != Address::new_from_array([0; 32])
        && config.energy_mint == gridtokenx_interface::ENERGY_MINT
        && config.credit_mint == gridtokenx_interface::CREDIT_MINT;
    require!(known, GovernanceError::BadParameter);
    Ok(())
}
