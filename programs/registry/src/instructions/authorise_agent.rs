//! Let a key trade for its owner within limits, or set other limits; only the owner itself can.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, PAUSE_REGISTRATION};

use crate::error::RegistryError;
use crate::events::AgentAuthorised;
use crate::state::{Agent, User, AGENT_ASKS, AGENT_BIDS, AGENT_FORWARD, AUTHORISATION_ACTIVE, STATUS_ACTIVE};

const ALL_SIDES: u8 = AGENT_BIDS | AGENT_ASKS | AGENT_FORWARD;
const NO_KEY: Address = Address::new_from_array([0; 32]);

/// What an agent may do.
pub struct Mandate {
    pub max_order_wh: u32,
    pub max_bid: u16,
    pub min_ask: u16,
    pub sides: u8,
    pub expires_at: i64,
}

#[derive(Accounts)]
pub struct AuthoriseAgent {
    pub owner: Signer,
    /// May be the owner itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(seeds = [b"user", owner.address().as_ref()], bump = user.bump)]
    pub user: Account<User>,
    pub agent: UncheckedAccount,
    #[account(
        init_if_needed,
        payer = payer,
        seeds = [b"agent", owner.address().as_ref(), agent.address().as_ref()],
        bump
    )]
    pub agent_record: Account<Agent>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<AuthoriseAgent>, mandate: &Mandate) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let (owner, agent) = (*accounts.owner.address(), *accounts.agent.address());
    require!(!accounts.config.is_paused(PAUSE_REGISTRATION), RegistryError::Paused);
    require!(accounts.user.status == STATUS_ACTIVE, RegistryError::UserInactive);
    require!(agent != NO_KEY && agent != owner, RegistryError::BadAgent);
    mandate.check(now)?;
    let agent_record = *accounts.agent_record.account().address();
    let record = &mut *accounts.agent_record;
    if record.created_at == 0 {
        record.created_at = now;
    }
    record.owner = owner;
    record.agent = agent;
    record.bump = ctx.bumps.agent_record;
    mandate.write(record);
    emit!(AgentAuthorised {
        agent_record,
        owner,
        agent,
        max_order_wh: mandate.max_order_wh,
        max_bid: mandate.max_bid,
        min_ask: mandate.min_ask,
        sides: mandate.sides,
        expires_at: mandate.expires_at,
    });
    Ok(())
}

impl Mandate {
    fn check(&self, now: i64) -> Result<()> {
        let is_known = self.sides != 0 && self.sides & !ALL_SIDES == 0;
        require!(is_known && self.max_order_wh > 0, RegistryError::BadAgent);
        require!(self.expires_at > now, RegistryError::AgentExpired);
        Ok(())
    }

    fn write(&self, record: &mut Agent) {
        record.max_order_wh = self.max_order_wh;
        record.max_bid = self.max_bid;
        record.min_ask = self.min_ask;
        record.sides = self.sides;
        record.status = AUTHORISATION_ACTIVE;
        record.expires_at = self.expires_at;
    }
}
