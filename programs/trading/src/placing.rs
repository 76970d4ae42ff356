//! An order enters the book, whoever signed for its owner.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_engine::{Side, Ticks, Wh};
use gridtokenx_interface::PAUSE_ORDERS;

use crate::deficit::attested_deficit;
use crate::error::{refused, TradingError};
use crate::escrow::{holds_credit, holds_energy, locked_units, vault_of};
use crate::events::OrderPlaced;
use crate::state::{MarketInterval, Order, FLAG_REDEEM_UNSOLD, ORDER_OPEN};

/// What an order asks for.
pub struct Terms {
    pub side: u8,
    pub nonce: u16,
    pub limit: u16,
    pub quantity_wh: u32,
    pub flags: u8,
}

impl Terms {
    /// Whether the owner's deficit has to be shown: for its first bid of the interval.
    pub fn shows_deficit(&self) -> bool {
        self.nonce == 0 && self.side == Side::Bid as u8
    }
}

/// The accounts that an order needs, without the escrow's source.
pub struct Placing<'a> {
    pub owner: &'a Address,
    pub payer: &'a Address,
    pub config: &'a Config,
    pub interval: &'a mut Account<MarketInterval>,
    pub order: &'a mut Account<Order>,
    pub head: &'a AccountView,
    pub vault: &'a AccountView,
    pub payout_energy: &'a AccountView,
    pub payout_credit: &'a AccountView,
}

impl Placing<'_> {
    /// Put the order into the book and return what is to be locked [base units].
    ///
    /// `meters` are the accounts that show the deficit of the owner's meters.
    pub fn place(&mut self, terms: &Terms, bump: u8, meters: &[AccountView]) -> Result<u64> {
        let now = Clock::get()?.unix_timestamp;
        let side = Side::from_byte(terms.side).ok_or(TradingError::BadSide)?;
        self.check(terms, side, now)?;
        self.fill_in(terms, now, bump);
        self.enter_head(terms, side, meters)?;
        let ticket =
            self.interval.book()?.place(side, Ticks(terms.limit), Wh(terms.quantity_wh)).map_err(refused)?;
        let count = match side {
            Side::Bid => &mut self.interval.bid_count,
            Side::Ask => &mut self.interval.ask_count,
        };
        *count = count.checked_add(1).ok_or(TradingError::Overflow)?;
        self.order.ticket = ticket;
        emit!(OrderPlaced {
            order: *self.order.address(),
            interval: *self.interval.address(),
            owner: *self.owner,
            side: terms.side,
            limit: terms.limit,
            quantity_wh: terms.quantity_wh,
            ticket,
        });
        Ok(locked_units(&self.order.for_engine()?))
    }

    /// Refuse what no state of the owner's other orders can make right.
    fn check(&self, terms: &Terms, side: Side, now: i64) -> Result<()> {
        require!(!self.config.is_paused(PAUSE_ORDERS), TradingError::Paused);
        self.interval.require_open_gate(now)?;
        require!(terms.flags & !FLAG_REDEEM_UNSOLD == 0, TradingError::BadFlags);
        require!(anchor_lang::address_eq(self.vault.address(), vault_of(side)), TradingError::WrongVault);
        let payable =
            holds_energy(self.payout_energy, self.owner) && holds_credit(self.payout_credit, self.owner);
        require!(payable, TradingError::WrongPayout);
        Ok(())
    }

    fn fill_in(&mut self, terms: &Terms, now: i64, bump: u8) {
        let order = &mut self.order;
        order.interval = *self.interval.address();
        order.owner = *self.owner;
        order.head = *self.head.address();
        order.payer = *self.payer;
        order.payout_energy = *self.payout_energy.address();
        order.payout_credit = *self.payout_credit.address();
        order.placed_at = now;
        order.nonce = terms.nonce;
        order.limit = terms.limit;
        order.quantity_wh = terms.quantity_wh;
        order.side = terms.side;
        order.state = ORDER_OPEN;
        order.flags = terms.flags;
        order.bump = bump;
    }

    /// Count the order at the owner's head order: one side for each owner, bids within the attested deficit.
    fn enter_head(&mut self, terms: &Terms, side: Side, meters: &[AccountView]) -> Result<()> {
        let is_itself = anchor_lang::address_eq(self.head.address(), self.order.address());
        require!(is_itself == (terms.nonce == 0), TradingError::WrongHead);
        if terms.nonce == 0 {
            if side == Side::Bid {
                self.order.bid_cap_wh = attested_deficit(meters, self.owner, self.interval)?;
                reserve(self.order, terms.quantity_wh)?;
            }
            return Ok(());
        }
        // SAFETY: the head is not the order, and no other account of the instruction is an order.
        let mut head = unsafe { Account::<Order>::load_mut(*self.head) }?;
        let is_head = head.nonce == 0
            && anchor_lang::address_eq(&head.interval, self.interval.address())
            && anchor_lang::address_eq(&head.owner, self.owner);
        require!(is_head, TradingError::WrongHead);
        require!(head.side == terms.side, TradingError::OtherSide);
        if side == Side::Bid {
            reserve(&mut head, terms.quantity_wh)?;
        }
        Ok(())
    }
}

/// Take a bid's quantity from what the owner may bid for.
fn reserve(head: &mut Order, quantity_wh: u32) -> Result<()> {
    let open = head.bid_open_wh.checked_add(quantity_wh).ok_or(TradingError::OverDeficit)?;
    require!(open <= head.bid_cap_wh, TradingError::OverDeficit);
    head.bid_open_wh = open;
    Ok(())
}
