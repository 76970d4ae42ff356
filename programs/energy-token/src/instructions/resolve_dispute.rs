//! End a dispute: as many of the present approvers sign as the threshold says.
//!
//! Remaining accounts: those approvers, as signers; where there are none, the authority. What was revoked stays counted
//! and its quarter hours stay taken: nothing is certified a second time.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::certificate::{Certificate, DISPUTED, ISSUED, REVOKED};
use crate::electorate::Electorate;
use crate::error::EnergyTokenError;
use crate::events::DisputeResolved;

#[derive(Accounts)]
pub struct ResolveDispute {
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub certificate: Account<Certificate>,
}

pub(crate) fn process(ctx: &mut Context<ResolveDispute>, revoke: bool) -> Result<()> {
    let agreeing = ctx.remaining_accounts()?;
    let accounts = &mut ctx.accounts;
    require!(accounts.certificate.status == DISPUTED, EnergyTokenError::WrongState);
    let is_agreed = Electorate::of(&accounts.config).has_quorum(&accounts.certificate, &agreeing);
    require!(is_agreed, EnergyTokenError::ThresholdNotMet);
    accounts.certificate.status = if revoke { REVOKED } else { ISSUED };
    let certificate = *accounts.certificate.account().address();
    emit!(DisputeResolved { certificate, revoked: revoke });
    Ok(())
}
