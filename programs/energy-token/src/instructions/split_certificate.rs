//! Make a part of a certificate one of its own, so that it can go another way.
//!
//! The part takes the meter's next serial and its share of the emissions, rounded down; the rest stays where it was, so
//! both together are what the whole was.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;

use crate::amount::{emission_g, subtract};
use crate::certificate::{Certificate, MeterCertification};
use crate::error::EnergyTokenError;
use crate::events::CertificateSplit;

#[derive(Accounts)]
#[instruction(serial: u32)]
pub struct SplitCertificate {
    #[account(address = certificate.owner @ EnergyTokenError::NotCertificateOwner)]
    pub owner: Signer,
    /// May be the owner itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(mut)]
    pub certificate: Account<Certificate>,
    #[account(address = certificate.meter)]
    pub meter: UncheckedAccount,
    #[account(mut, seeds = [b"certification", meter.address().as_ref()], bump = certification.bump)]
    pub certification: Account<MeterCertification>,
    #[account(
        init,
        payer = payer,
        seeds = [b"certificate", meter.address().as_ref(), serial.to_le_bytes()],
        bump
    )]
    pub part: Account<Certificate>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<SplitCertificate>, serial: u32, wh: u64) -> Result<()> {
    let bump = ctx.bumps.part;
    let accounts = &mut ctx.accounts;
    accounts.certificate.check_usable()?;
    let next = &mut accounts.certification.next_serial;
    require!(serial == *next, EnergyTokenError::WrongSerial);
    *next = next.checked_add(1).ok_or(EnergyTokenError::AmountOverflow)?;
    let (certificate, part) = (*accounts.certificate.account().address(), *accounts.part.account().address());
    let whole = &mut *accounts.certificate;
    require!(wh > 0 && wh < whole.wh, EnergyTokenError::BadSplit);
    *accounts.part = Certificate {
        serial,
        bump,
        wh,
        surplus_wh: 0,
        emission_g: emission_g(wh, whole.emission_g_per_kwh)?,
        parent_serial: whole.serial,
        ..*whole
    };
    subtract(&mut whole.wh, wh)?;
    subtract(&mut whole.emission_g, accounts.part.emission_g)?;
    emit!(CertificateSplit { certificate, part, owner: whole.owner, wh: whole.wh, part_wh: wh });
    Ok(())
}
