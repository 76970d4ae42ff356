//! End what ran out; anybody may: a request that nobody decided, a certificate that nobody retired.
//!
//! Remaining accounts: for a request, the certified days that it takes, in order. A certificate's quarter hours stay
//! taken: its energy was certified.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::calendar::{self, Span};
use crate::certificate::{Certificate, MeterCertification, EXPIRED, ISSUED, LAPSED, REQUESTED};
use crate::electorate::Electorate;
use crate::error::EnergyTokenError;
use crate::events::CertificateLapsed;

#[derive(Accounts)]
pub struct LapseCertificate {
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub certificate: Account<Certificate>,
    #[account(address = certificate.meter)]
    pub meter: UncheckedAccount,
    #[account(mut, seeds = [b"certification", meter.address().as_ref()], bump = certification.bump)]
    pub certification: Account<MeterCertification>,
}

pub(crate) fn process(ctx: &mut Context<LapseCertificate>) -> Result<()> {
    let days = ctx.remaining_accounts()?;
    let accounts = &mut ctx.accounts;
    let is_over = Clock::get()?.unix_timestamp >= accounts.certificate.expires_at;
    require!(is_over, EnergyTokenError::NotDue);
    let address = *accounts.certificate.account().address();
    match accounts.certificate.status {
        REQUESTED => {
            let is_approved = Electorate::of(&accounts.config).has_approved(&accounts.certificate);
            require!(!is_approved, EnergyTokenError::NotDue);
            accounts.certificate.close_request(LAPSED, &mut accounts.certification)?;
            let span = Span::new(accounts.certificate.start, accounts.certificate.end)?;
            calendar::free(&days, &accounts.certificate.meter, span)?;
        }
        ISSUED => accounts.certificate.status = EXPIRED,
        _ => return Err(EnergyTokenError::WrongState.into()),
    }
    let Certificate { meter, wh, status, .. } = *accounts.certificate;
    emit!(CertificateLapsed { certificate: address, meter, wh, status });
    Ok(())
}
