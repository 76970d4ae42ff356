//! An approver votes for a request, or changes its mind.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::CONFIG;

use crate::certificate::Certificate;
use crate::voting;

#[derive(Accounts)]
pub struct ApproveCertificate {
    pub approver: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub certificate: Account<Certificate>,
}

pub(crate) fn process(ctx: &mut Context<ApproveCertificate>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    voting::vote(&mut accounts.certificate, &accounts.config, accounts.approver.address(), true)
}
