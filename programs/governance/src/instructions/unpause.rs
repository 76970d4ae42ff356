//! Let paused activities go on.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::events::PauseChanged;
use crate::state::Config;
use crate::validation::check_mask;

#[derive(Accounts)]
pub struct Unpause {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<Unpause>, mask: u8) -> Result<()> {
    check_mask(mask)?;
    let config = &mut *ctx.accounts.config;
    config.paused &= !mask;
    emit!(PauseChanged { paused: config.paused });
    Ok(())
}
