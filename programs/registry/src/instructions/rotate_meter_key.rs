//! Give a meter another signing key: readings signed with the old one count no more.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::error::RegistryError;
use crate::events::MeterKeyRotated;
use crate::state::{Meter, STATUS_RETIRED};

const NO_KEY: Address = Address::new_from_array([0; 32]);

#[derive(Accounts)]
pub struct RotateMeterKey {
    #[account(address = config.authority @ RegistryError::Unauthorized)]
    pub authority: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub meter: Account<Meter>,
}

pub(crate) fn process(ctx: &mut Context<RotateMeterKey>, signing_key: Address) -> Result<()> {
    require!(signing_key != NO_KEY, RegistryError::BadParameter);
    let accounts = &mut ctx.accounts;
    require!(accounts.meter.status != STATUS_RETIRED, RegistryError::MeterRetired);
    let previous_key = accounts.meter.signing_key;
    accounts.meter.signing_key = signing_key;
    emit!(MeterKeyRotated { meter: *accounts.meter.account().address(), previous_key, signing_key });
    Ok(())
}
