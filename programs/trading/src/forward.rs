//! The forward market's accounts: reservations, what each meter has in them, and each zone's count of them.

use anchor_lang::prelude::*;
use gridtokenx_engine::{Promise, Ticks, Wh};

use crate::error::TradingError;

/// `Reservation.state`: both parties' credit is locked.
pub const RESERVED: u8 = 0;
/// `Reservation.state`: delivered as far as it came, shortfall charged.
pub const DELIVERED: u8 = 1;
/// `Reservation.state`: both parties took it back before it began.
pub const RELEASED: u8 = 2;
/// `Reservation.state`: its delivery could not be proved; both got everything back.
pub const EXPIRED: u8 = 3;

/// Energy promised ahead of its interval. PDA `["reservation", start i64 le, buyer_meter, seller_meter, nonce u16 le]`.
#[account]
pub struct Reservation {
    /// Who pays, and whose the energy will be.
    pub buyer: Address,
    /// Who promises.
    pub seller: Address,
    /// Where it is to be consumed.
    pub buyer_meter: Address,
    /// Where it is to be generated.
    pub seller_meter: Address,
    /// Who gets the rent back.
    pub payer: Address,
    /// Token account for delivered energy that covers no deficit.
    pub buyer_energy: Address,
    /// Token account for what comes back to the buyer.
    pub buyer_credit: Address,
    /// Token account that delivered energy is taken from.
    pub seller_energy: Address,
    /// Token account that the seller is paid to.
    pub seller_credit: Address,
    /// When delivery begins [epoch s].
    pub start: i64,
    /// When it was agreed [epoch s].
    pub reserved_at: i64,
    /// Still to be paid to the buyer [credit units].
    pub owed_buyer_credit: u64,
    /// Still to be paid to the seller [credit units].
    pub owed_seller_credit: u64,
    /// Still to be handed to the buyer [token base units].
    pub owed_buyer_energy: u64,
    /// What was promised [Wh].
    pub wh: u32,
    /// What came of it [Wh].
    pub delivered_wh: u32,
    /// The part of that which covered the buyer's deficit [Wh].
    pub covered_wh: u32,
    /// The zone of both meters.
    pub zone: u16,
    /// Number among the reservations of these meters and this interval.
    pub nonce: u16,
    /// What the buyer pays [ticks].
    pub price: u16,
    /// What the seller pays for what does not come: the grid's price when it was agreed [ticks].
    pub shortfall_price: u16,
    /// 0 reserved, 1 delivered, 2 released, 3 expired.
    pub state: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 2],
}

/// What a zone has promised for an interval. PDA `["forward", zone u16 le, start i64 le]`; it stays for the record.
#[account]
pub struct ForwardBook {
    /// When delivery begins [epoch s].
    pub start: i64,
    /// Promised, all reservations [Wh].
    pub promised_wh: u64,
    /// Of that, given back undelivered: released or expired [Wh].
    pub returned_wh: u64,
    /// Of that, delivered [Wh].
    pub delivered_wh: u64,
    /// Of what was delivered, what covered deficits [Wh].
    pub covered_wh: u64,
    /// Reservations made.
    pub reserved: u32,
    /// Reservations delivered, released or expired.
    pub resolved: u32,
    /// Number of the zone.
    pub zone: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

/// What a meter has in reservations of an interval. PDA `["cover", meter, start i64 le]`.
#[account]
pub struct Cover {
    /// The meter's account in the registry.
    pub meter: Address,
    /// Who gets the rent back.
    pub payer: Address,
    /// When delivery begins [epoch s].
    pub start: i64,
    /// Promised by the meter's owner and not given back [Wh].
    pub promised_wh: u64,
    /// Promised to the meter's owner and not given back [Wh].
    pub expected_wh: u64,
    /// Of the meter's surplus, what was delivered [Wh].
    pub delivered_wh: u64,
    /// Of the meter's deficit, what was covered [Wh].
    pub covered_wh: u64,
    /// Its reservations that are not resolved.
    pub unresolved: u32,
    /// The meter's zone.
    pub zone: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 1],
}

impl Reservation {
    /// The terms as the engine sees them.
    pub fn promise(&self) -> Promise {
        Promise {
            quantity: Wh(self.wh),
            price: Ticks(self.price),
            shortfall_price: Ticks(self.shortfall_price),
        }
    }

    /// Refuse unless both parties' credit is still locked.
    pub fn require_unresolved(&self) -> Result<()> {
        require!(self.state == RESERVED, TradingError::FlowResolved);
        Ok(())
    }

    /// Give both parties everything back.
    pub fn undo(&mut self, state: u8) {
        let promise = self.promise();
        self.owed_buyer_credit = promise.locked_by_buyer().0;
        self.owed_seller_credit = promise.locked_by_seller().0;
        self.state = state;
    }

    /// Whether nothing of it is in a vault any more.
    pub fn is_paid(&self) -> bool {
        self.owed_buyer_credit == 0 && self.owed_seller_credit == 0 && self.owed_buyer_energy == 0
    }
}

impl ForwardBook {
    /// Whether every reservation is delivered, released or expired.
    pub fn is_resolved(&self) -> bool {
        self.resolved == self.reserved
    }

    /// Count a reservation that was undone.
    pub fn give_back(&mut self, wh: u32) -> Result<()> {
        add(&mut self.returned_wh, wh)?;
        self.count_resolved()
    }

    /// Count a reservation that is done with.
    pub fn count_resolved(&mut self) -> Result<()> {
        self.resolved = self.resolved.checked_add(1).ok_or(TradingError::Overflow)?;
        Ok(())
    }
}

impl Cover {
    /// Count a reservation that is done with.
    pub fn count_resolved(&mut self) -> Result<()> {
        self.unresolved = self.unresolved.checked_sub(1).ok_or(TradingError::Overflow)?;
        Ok(())
    }
}

/// Add energy to a total.
pub fn add(total: &mut u64, wh: u32) -> Result<()> {
    *total = total.checked_add(u64::from(wh)).ok_or(TradingError::Overflow)?;
    Ok(())
}

/// Take energy from a total.
pub fn subtract(total: &mut u64, wh: u32) -> Result<()> {
    *total = total.checked_sub(u64::from(wh)).ok_or(TradingError::Overflow)?;
    Ok(())
}
