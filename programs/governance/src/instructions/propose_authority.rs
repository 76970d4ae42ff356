//! First of two steps of a hand-over: name a successor. Proposing nobody (all zero) takes it back.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::events::AuthorityProposed;
use crate::state::Config;

#[derive(Accounts)]
pub struct ProposeAuthority {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<ProposeAuthority>, new_authority: Address) -> Result<()> {
    let config = &mut *ctx.accounts.config;
    config.pending_authority = new_authority;
    emit!(AuthorityProposed { authority: config.authority, pending_authority: new_authority });
    Ok(())
}
