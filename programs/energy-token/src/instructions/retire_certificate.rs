//! Claim a certificate for a beneficiary. Final: its energy is counted, and no one else can claim it.

use anchor_lang::prelude::*;

use crate::certificate::{Certificate, RETIRED, TEXT_BYTES};
use crate::error::EnergyTokenError;
use crate::events::CertificateRetired;
use crate::text;

#[derive(Accounts)]
pub struct RetireCertificate {
    #[account(address = certificate.owner @ EnergyTokenError::NotCertificateOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub certificate: Account<Certificate>,
}

pub(crate) fn process(
    ctx: &mut Context<RetireCertificate>,
    beneficiary: [u8; TEXT_BYTES],
    purpose: [u8; TEXT_BYTES],
) -> Result<()> {
    text::check(&beneficiary)?;
    text::check(&purpose)?;
    let certificate = &mut ctx.accounts.certificate;
    certificate.check_usable()?;
    certificate.status = RETIRED;
    certificate.beneficiary = beneficiary;
    certificate.purpose = purpose;
    emit!(CertificateRetired {
        certificate: *certificate.account().address(),
        owner: certificate.owner,
        wh: certificate.wh,
        emission_g: certificate.emission_g,
        beneficiary,
        purpose,
    });
    Ok(())
}
