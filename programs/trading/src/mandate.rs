//! Who acts for an owner: the owner itself, or an agent of the registry within its limits.
//!
//! Escrow follows: the owner signs its own transfer; for an agent the vault authority moves what the owner has
//! delegated to it (SPL `approve`), so that an agent can trade and can take nothing, and the delegated amount is
//! the limit of all its orders together.

use anchor_lang::prelude::*;
use gridtokenx_engine::Side;
use registry::state::{Agent, AGENT_ASKS, AGENT_BIDS, AGENT_FORWARD, AUTHORISATION_ACTIVE};

use crate::error::TradingError;
use crate::escrow::{holds_credit, holds_energy, lock, lock_delegated};

/// What is to be done for an owner.
#[derive(Clone, Copy)]
pub struct Deed {
    /// Which way the owner trades.
    pub side: Side,
    /// At what price [ticks].
    pub price: u16,
    /// How much [Wh].
    pub wh: u32,
    /// Whether it is promised ahead of delivery.
    pub forward: bool,
}

/// One side of a deal between two: who signed, for whom, with what right.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// The owner or its agent.
    pub signer: &'a AccountView,
    /// Whose energy and credit it is.
    pub owner: &'a Address,
    /// The agent's entry in the registry; any account when the owner signed.
    pub record: &'a AccountView,
}

impl Party<'_> {
    /// Whether the owner signed for itself.
    pub fn is_owner(&self) -> bool {
        anchor_lang::address_eq(self.signer.address(), self.owner)
    }

    /// Refuse unless the signer may do this for the owner.
    pub fn check(&self, deed: &Deed, now: i64) -> Result<()> {
        if self.is_owner() {
            return Ok(());
        }
        self.with_record(|record| check_deed(record, deed, now))
    }

    /// Refuse unless the signer may undo what was promised ahead of delivery for the owner.
    pub fn check_undoing(&self, side: Side, now: i64) -> Result<()> {
        if self.is_owner() {
            return Ok(());
        }
        self.with_record(|record| check_right(record, side, true, now))
    }

    /// Move the owner's tokens: by its own signature, or by what it delegated to the vault authority.
    pub fn pay(
        &self,
        from: &AccountView,
        to: &AccountView,
        authority: &AccountView,
        units: u64,
    ) -> Result<()> {
        if self.is_owner() {
            return lock(from, to, self.signer, units);
        }
        lock_delegated(from, to, authority, units)
    }

    fn with_record(&self, check: impl FnOnce(&Agent) -> Result<()>) -> Result<()> {
        let record = Account::<Agent>::load(*self.record).map_err(|_| TradingError::NotAgent)?;
        let is_theirs = anchor_lang::address_eq(&record.owner, self.owner)
            && anchor_lang::address_eq(&record.agent, self.signer.address());
        require!(is_theirs, TradingError::NotAgent);
        check(&record)
    }
}

/// Refuse what is beyond an agent's time, sides or limits.
pub fn check_deed(record: &Agent, deed: &Deed, now: i64) -> Result<()> {
    check_right(record, deed.side, deed.forward, now)?;
    require!(deed.wh <= record.max_order_wh, TradingError::AgentOverQuantity);
    let within = match deed.side {
        Side::Bid => deed.price <= record.max_bid,
        Side::Ask => deed.price >= record.min_ask,
    };
    require!(within, TradingError::AgentOverPrice);
    Ok(())
}

/// Refuse an agent that was revoked, is expired, or is not for this side.
pub fn check_right(record: &Agent, side: Side, forward: bool, now: i64) -> Result<()> {
    require!(record.status == AUTHORISATION_ACTIVE, TradingError::AgentRevoked);
    require!(now < record.expires_at, TradingError::AgentExpired);
    let of_side = match side {
        Side::Bid => AGENT_BIDS,
        Side::Ask => AGENT_ASKS,
    };
    let needed = if forward { of_side | AGENT_FORWARD } else { of_side };
    require!(record.sides & needed == needed, TradingError::AgentSide);
    Ok(())
}

/// Refuse a source that is not the owner's own: what others have delegated to the vault authority is not spent here.
pub fn check_source(source: &AccountView, owner: &Address, side: Side) -> Result<()> {
    let is_owners = match side {
        Side::Bid => holds_credit(source, owner),
        Side::Ask => holds_energy(source, owner),
    };
    require!(is_owners, TradingError::WrongSource);
    Ok(())
}
