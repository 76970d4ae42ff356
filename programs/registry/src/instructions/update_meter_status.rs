//! Suspend a meter or let it take part again. `retire_meter` is the way out, for good.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::error::RegistryError;
use crate::events::MeterStatusChanged;
use crate::state::{Meter, STATUS_RETIRED, STATUS_SUSPENDED};

#[derive(Accounts)]
pub struct UpdateMeterStatus {
    #[account(address = config.authority @ RegistryError::Unauthorized)]
    pub authority: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub meter: Account<Meter>,
}

pub(crate) fn process(ctx: &mut Context<UpdateMeterStatus>, status: u8) -> Result<()> {
    require!(status <= STATUS_SUSPENDED, RegistryError::BadStatus);
    let accounts = &mut ctx.accounts;
    let previous_status = accounts.meter.status;
    require!(previous_status != STATUS_RETIRED, RegistryError::MeterRetired);
    accounts.meter.status = status;
    emit!(MeterStatusChanged { meter: *accounts.meter.account().address(), previous_status, status });
    Ok(())
}
