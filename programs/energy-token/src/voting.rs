//! One approver's vote on one request.

use anchor_lang::prelude::*;
use governance::state::Config;

use crate::certificate::{Certificate, REQUESTED};
use crate::electorate::Electorate;
use crate::error::EnergyTokenError;
use crate::events::CertificateVoted;

/// Record a vote and log it.
///
/// # Errors
/// The request is decided or expired, or the approver has no vote on it.
pub fn vote(
    certificate: &mut Account<Certificate>,
    config: &Config,
    approver: &Address,
    approves: bool,
) -> Result<()> {
    require!(certificate.status == REQUESTED, EnergyTokenError::WrongState);
    let now = Clock::get()?.unix_timestamp;
    require!(now < certificate.expires_at, EnergyTokenError::RequestExpired);
    let electorate = Electorate::of(config);
    let seat = electorate.voting_seat(certificate, approver)?;
    electorate.record(certificate, seat, approves);
    emit!(CertificateVoted {
        certificate: *certificate.account().address(),
        approver: *approver,
        approves,
        approvals: certificate.approvals,
        rejections: certificate.rejections,
        approver_set_version: certificate.approver_set_version,
    });
    Ok(())
}
