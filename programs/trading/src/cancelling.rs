//! An order leaves the book and its escrow the vault, whoever signed for its owner.

use anchor_lang::prelude::*;
use gridtokenx_engine::Side;

use crate::error::{refused, TradingError};
use crate::escrow::{holds_credit, holds_energy, locked_units, release, vault_of};
use crate::events::OrderCancelled;
use crate::state::{MarketInterval, Order, ORDER_CANCELLED, ORDER_OPEN};

/// The accounts that cancelling takes.
pub struct Cancelling<'a> {
    pub owner: &'a Address,
    pub interval: &'a mut Account<MarketInterval>,
    pub order: &'a mut Account<Order>,
    pub head: &'a AccountView,
    pub vault: &'a AccountView,
    pub vault_authority: &'a AccountView,
    pub destination: &'a AccountView,
}

impl Cancelling<'_> {
    /// Refund the order in full; its ticket stays behind as a tombstone.
    pub fn cancel(&mut self) -> Result<()> {
        self.check(Clock::get()?.unix_timestamp)?;
        let order = self.order.for_engine()?;
        let same = anchor_lang::address_eq(self.vault.address(), vault_of(order.side));
        require!(same, TradingError::WrongVault);
        let is_theirs = match order.side {
            Side::Bid => holds_credit(self.destination, self.owner),
            Side::Ask => holds_energy(self.destination, self.owner),
        };
        require!(is_theirs, TradingError::WrongPayout);
        let interval = &mut self.interval;
        interval.book()?.cancel(order.side, order.limit, order.quantity).map_err(refused)?;
        interval.cancelled_count = interval.cancelled_count.checked_add(1).ok_or(TradingError::Overflow)?;
        self.order.state = ORDER_CANCELLED;
        if order.side == Side::Bid {
            self.leave_head(order.quantity.0)?;
        }

        let refunded_units = locked_units(&order);
        release(self.vault, self.destination, self.vault_authority, refunded_units)?;
        emit!(OrderCancelled {
            order: *self.order.address(),
            interval: *self.interval.address(),
            owner: *self.owner,
            refunded_units,
        });
        Ok(())
    }

    fn check(&self, now: i64) -> Result<()> {
        let order = &self.order;
        require!(anchor_lang::address_eq(&order.owner, self.owner), TradingError::WrongOwner);
        let is_here = anchor_lang::address_eq(&order.interval, self.interval.address());
        require!(is_here, TradingError::WrongInterval);
        require!(anchor_lang::address_eq(&order.head, self.head.address()), TradingError::WrongHead);
        require!(order.state == ORDER_OPEN, TradingError::OrderNotOpen);
        self.interval.require_open_gate(now)
    }

    /// Give a bid's quantity back to what the owner may bid for.
    fn leave_head(&mut self, quantity_wh: u32) -> Result<()> {
        if anchor_lang::address_eq(self.head.address(), self.order.address()) {
            return give_back(self.order, quantity_wh);
        }
        // SAFETY: the head is not the order, and no other account of the instruction is an order.
        let mut head = unsafe { Account::<Order>::load_mut(*self.head) }?;
        give_back(&mut head, quantity_wh)
    }
}

fn give_back(head: &mut Order, quantity_wh: u32) -> Result<()> {
    head.bid_open_wh = head.bid_open_wh.checked_sub(quantity_wh).ok_or(TradingError::Overflow)?;
    Ok(())
}
