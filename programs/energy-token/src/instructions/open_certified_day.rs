//! Open a day of a meter for certificates; anybody may, and pays the rent.
#![allow(unused_variables, reason = "the derive binds an argument that only the seeds use")]

use anchor_lang::prelude::*;
use registry::state::Meter;

use crate::certificate::CertifiedDay;
use crate::error::EnergyTokenError;
use crate::events::CertifiedDayOpened;

#[derive(Accounts)]
#[instruction(day: i64)]
pub struct OpenCertifiedDay {
    #[account(mut)]
    pub payer: Signer,
    pub meter: Account<Meter>,
    #[account(
        init,
        payer = payer,
        seeds = [b"certified_day", meter.address().as_ref(), day.to_le_bytes()],
        bump
    )]
    pub certified_day: Account<CertifiedDay>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<OpenCertifiedDay>, day: i64) -> Result<()> {
    require!(day >= 0, EnergyTokenError::BadInterval);
    let accounts = &mut ctx.accounts;
    let meter = *accounts.meter.address();
    let certified_day = *accounts.certified_day.account().address();
    let opened = &mut *accounts.certified_day;
    opened.meter = meter;
    opened.day = day;
    opened.bump = ctx.bumps.certified_day;
    emit!(CertifiedDayOpened { certified_day, meter, day });
    Ok(())
}
