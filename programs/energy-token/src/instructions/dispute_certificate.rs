//! Hold a certificate that something is wrong with: no split, transfer or retirement until it is resolved.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::certificate::{Certificate, DISPUTED, ISSUED, TEXT_BYTES};
use crate::electorate::Electorate;
use crate::error::EnergyTokenError;
use crate::events::CertificateDisputed;
use crate::text;

#[derive(Accounts)]
pub struct DisputeCertificate {
    /// An approver of the present set, or the authority.
    pub signer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub certificate: Account<Certificate>,
}

pub(crate) fn process(ctx: &mut Context<DisputeCertificate>, reason: [u8; TEXT_BYTES]) -> Result<()> {
    text::check(&reason)?;
    let accounts = &mut ctx.accounts;
    let disputed_by = *accounts.signer.address();
    let may = disputed_by == accounts.config.authority
        || Electorate::of(&accounts.config).seat(&disputed_by).is_some();
    require!(may, EnergyTokenError::NotApprover);
    require!(accounts.certificate.status == ISSUED, EnergyTokenError::WrongState);
    accounts.certificate.status = DISPUTED;
    accounts.certificate.reason = reason;
    let certificate = *accounts.certificate.account().address();
    emit!(CertificateDisputed { certificate, disputed_by, reason });
    Ok(())
}
