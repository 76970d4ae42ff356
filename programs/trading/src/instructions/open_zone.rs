//! `open_zone`: a zone to trade in, by the governance authority, once.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_engine::NO_PRICE;
use gridtokenx_interface::CONFIG;

use crate::error::TradingError;
use crate::events::ZoneOpened;
use crate::state::{Zone, NONE_OPENED};

#[derive(Accounts)]
#[instruction(zone: u16)]
pub struct OpenZone {
    #[account(address = config.authority @ TradingError::Unauthorized)]
    pub authority: Signer,
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(init, payer = payer, seeds = [b"zone", zone.to_le_bytes()], bump)]
    pub zone_account: Account<Zone>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<OpenZone>, zone: u16) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let account = &mut accounts.zone_account;
    account.zone = zone;
    account.last_opened = NONE_OPENED;
    account.last_price = NO_PRICE;
    account.bump = ctx.bumps.zone_account;
    emit!(ZoneOpened { zone });
    Ok(())
}
