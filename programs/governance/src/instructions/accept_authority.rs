//! Second of two steps of a hand-over: the successor shows that it can sign.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::events::AuthorityAccepted;
use crate::state::Config;

#[derive(Accounts)]
pub struct AcceptAuthority {
    #[account(address = config.pending_authority @ GovernanceError::NoPendingAuthority)]
    pub pending: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
    let config = &mut *ctx.accounts.config;
    config.authority = config.pending_authority;
    config.pending_authority = Address::new_from_array([0; 32]);
    emit!(AuthorityAccepted { authority: config.authority });
    Ok(())
}
