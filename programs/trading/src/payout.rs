//! What a resolved reservation owes goes to the parties' recorded accounts, each by itself.
//!
//! An account that was closed or given away holds up its own payment alone: `collect_flow` tries it again, and
//! `redirect_flow` names another one.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::escrow::{holds_credit, holds_energy, release};
use crate::events::{FlowHeld, FlowPaid};
use crate::forward::{Cover, ForwardBook, Reservation};

/// The accounts that payments take.
pub struct Payout<'a> {
    pub buyer_credit: &'a AccountView,
    pub seller_credit: &'a AccountView,
    pub credit_vault: &'a AccountView,
    pub vault_authority: &'a AccountView,
}

impl Payout<'_> {
    /// Pay credit that is owed to either party, and log what moved.
    ///
    /// `energy_units` is what the buyer has just got in tokens.
    pub fn pay(&self, reservation: &mut Account<Reservation>, energy_units: u64) -> Result<()> {
        let (buyer, seller) = (reservation.buyer, reservation.seller);
        let (to_buyer, to_seller) = (reservation.owed_buyer_credit, reservation.owed_seller_credit);
        let recorded = (reservation.buyer_credit, reservation.seller_credit);
        let to_buyer = self.credit(reservation, self.buyer_credit, &recorded.0, &buyer, to_buyer)?;
        let to_seller = self.credit(reservation, self.seller_credit, &recorded.1, &seller, to_seller)?;
        reservation.owed_buyer_credit =
            reservation.owed_buyer_credit.checked_sub(to_buyer).ok_or(TradingError::Overflow)?;
        reservation.owed_seller_credit =
            reservation.owed_seller_credit.checked_sub(to_seller).ok_or(TradingError::Overflow)?;
        emit!(FlowPaid {
            reservation: *reservation.address(),
            buyer_units: to_buyer,
            seller_units: to_seller,
            energy_units,
        });
        Ok(())
    }

    fn credit(
        &self,
        reservation: &Account<Reservation>,
        account: &AccountView,
        recorded: &Address,
        owner: &Address,
        units: u64,
    ) -> Result<u64> {
        if units == 0 {
            return Ok(0);
        }
        if !anchor_lang::address_eq(account.address(), recorded) || !holds_credit(account, owner) {
            return hold(reservation, owner, recorded);
        }
        release(self.credit_vault, account, self.vault_authority, units)?;
        Ok(units)
    }
}

/// Hand the buyer the tokens that are owed, and return how many moved [base units].
pub fn hand_over(
    reservation: &mut Account<Reservation>,
    buyer_energy: &AccountView,
    energy_vault: &AccountView,
    vault_authority: &AccountView,
) -> Result<u64> {
    let units = reservation.owed_buyer_energy;
    if units == 0 {
        return Ok(0);
    }
    let is_recorded = anchor_lang::address_eq(buyer_energy.address(), &reservation.buyer_energy);
    if !is_recorded || !holds_energy(buyer_energy, &reservation.buyer) {
        return hold(reservation, &reservation.buyer, &reservation.buyer_energy);
    }
    release(energy_vault, buyer_energy, vault_authority, units)?;
    reservation.owed_buyer_energy = 0;
    Ok(units)
}

/// Take an undone reservation out of the counts of its zone and meters.
pub fn withdraw(
    reservation: &Reservation,
    book: &mut ForwardBook,
    buyer_cover: &mut Cover,
    seller_cover: &mut Cover,
) -> Result<()> {
    book.give_back(reservation.wh)?;
    crate::forward::subtract(&mut buyer_cover.expected_wh, reservation.wh)?;
    crate::forward::subtract(&mut seller_cover.promised_wh, reservation.wh)?;
    buyer_cover.count_resolved()?;
    seller_cover.count_resolved()
}

fn hold(reservation: &Account<Reservation>, owner: &Address, payout: &Address) -> Result<u64> {
    emit!(FlowHeld { reservation: *reservation.address(), owner: *owner, payout: *payout });
    Ok(0)
}
