//! Stop activities. What was placed before can still be cancelled, settled and refunded.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::events::PauseChanged;
use crate::state::Config;
use crate::validation::check_mask;

#[derive(Accounts)]
pub struct Pause {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<Pause>, mask: u8) -> Result<()> {
    check_mask(mask)?;
    let config = &mut *ctx.accounts.config;
    config.paused |= mask;
    emit!(PauseChanged { paused: config.paused });
    Ok(())
}
