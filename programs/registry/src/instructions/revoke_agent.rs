//! Take a key's authority to trade back; always possible, also when everything is paused.

use anchor_lang::prelude::*;

use crate::error::RegistryError;
use crate::events::AgentRevoked;
use crate::state::{Agent, AUTHORISATION_REVOKED};

#[derive(Accounts)]
pub struct RevokeAgent {
    #[account(address = agent_record.owner @ RegistryError::Unauthorized)]
    pub owner: Signer,
    #[account(mut)]
    pub agent_record: Account<Agent>,
}

pub(crate) fn process(ctx: &mut Context<RevokeAgent>) -> Result<()> {
    let agent_record = *ctx.accounts.agent_record.account().address();
    let record = &mut *ctx.accounts.agent_record;
    record.status = AUTHORISATION_REVOKED;
    emit!(AgentRevoked { agent_record, owner: record.owner, agent: record.agent });
    Ok(())
}
