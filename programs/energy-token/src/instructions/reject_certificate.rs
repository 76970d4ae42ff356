//! An approver votes against a request and says why. The vote that puts the threshold out of reach rejects it.
//!
//! Remaining accounts: the certified days that the request takes, in order; a vote that decides nothing ignores them.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::calendar::{self, Span};
use crate::certificate::{Certificate, MeterCertification, REJECTED, TEXT_BYTES};
use crate::electorate::Electorate;
use crate::events::CertificateRejected;
use crate::{text, voting};

#[derive(Accounts)]
pub struct RejectCertificate {
    pub approver: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub certificate: Account<Certificate>,
    #[account(address = certificate.meter)]
    pub meter: UncheckedAccount,
    #[account(mut, seeds = [b"certification", meter.address().as_ref()], bump = certification.bump)]
    pub certification: Account<MeterCertification>,
}

pub(crate) fn process(ctx: &mut Context<RejectCertificate>, reason: [u8; TEXT_BYTES]) -> Result<()> {
    let days = ctx.remaining_accounts()?;
    text::check(&reason)?;
    let accounts = &mut ctx.accounts;
    voting::vote(&mut accounts.certificate, &accounts.config, accounts.approver.address(), false)?;
    accounts.certificate.reason = reason;
    if !Electorate::of(&accounts.config).has_rejected(&accounts.certificate) {
        return Ok(());
    }
    let (certificate, meter) = (*accounts.certificate.account().address(), accounts.certificate.meter);
    accounts.certificate.close_request(REJECTED, &mut accounts.certification)?;
    calendar::free(&days, &meter, Span::new(accounts.certificate.start, accounts.certificate.end)?)?;
    emit!(CertificateRejected { certificate, meter, reason });
    Ok(())
}
