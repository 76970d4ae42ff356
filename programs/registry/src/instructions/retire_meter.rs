//! Retire a meter: by the authority or by its owner, and for ever. What it measured before keeps its worth.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::error::RegistryError;
use crate::events::MeterRetired;
use crate::state::{Meter, STATUS_RETIRED};

#[derive(Accounts)]
pub struct RetireMeter {
    /// The authority, or the meter's owner.
    pub signer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub meter: Account<Meter>,
}

pub(crate) fn process(ctx: &mut Context<RetireMeter>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let retired_by = *accounts.signer.address();
    let owner = accounts.meter.owner;
    let may = retired_by == accounts.config.authority || retired_by == owner;
    require!(may, RegistryError::Unauthorized);
    require!(accounts.meter.status != STATUS_RETIRED, RegistryError::MeterRetired);
    accounts.meter.status = STATUS_RETIRED;
    emit!(MeterRetired { meter: *accounts.meter.account().address(), owner, retired_by });
    Ok(())
}
