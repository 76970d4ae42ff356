//! Give a meter to another registered user; what it generates from now on is theirs.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::error::RegistryError;
use crate::events::MeterAssigned;
use crate::state::{Meter, User, STATUS_ACTIVE, STATUS_RETIRED};

#[derive(Accounts)]
pub struct AssignMeter {
    #[account(address = config.authority @ RegistryError::Unauthorized)]
    pub authority: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    pub user: Account<User>,
    #[account(mut)]
    pub meter: Account<Meter>,
}

pub(crate) fn process(ctx: &mut Context<AssignMeter>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(accounts.user.status == STATUS_ACTIVE, RegistryError::UserInactive);
    require!(accounts.meter.status != STATUS_RETIRED, RegistryError::MeterRetired);
    let owner = accounts.user.wallet;
    let previous_owner = accounts.meter.owner;
    accounts.meter.owner = owner;
    emit!(MeterAssigned { meter: *accounts.meter.account().address(), previous_owner, owner });
    Ok(())
}
