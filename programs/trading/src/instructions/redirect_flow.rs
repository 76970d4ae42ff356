//! `redirect_flow`: other accounts of a party for what a reservation owes it, by that party at any time.
//!
//! The account that delivered energy is taken from stays: the counterparty relies on it.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::escrow::{holds_credit, holds_energy};
use crate::events::FlowRedirected;
use crate::forward::Reservation;

#[derive(Accounts)]
pub struct RedirectFlow {
    /// The buyer or the seller itself.
    pub owner: Signer,
    #[account(mut)]
    pub reservation: Account<Reservation>,
    /// The buyer's account for energy; of the seller's only its owner is checked.
    pub payout_energy: UncheckedAccount,
    pub payout_credit: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<RedirectFlow>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    let payable = holds_energy(accounts.payout_energy.account(), &owner)
        && holds_credit(accounts.payout_credit.account(), &owner);
    require!(payable, TradingError::WrongPayout);
    let reservation = &mut accounts.reservation;
    if anchor_lang::address_eq(&reservation.buyer, &owner) {
        reservation.buyer_energy = *accounts.payout_energy.address();
        reservation.buyer_credit = *accounts.payout_credit.address();
    } else {
        require!(anchor_lang::address_eq(&reservation.seller, &owner), TradingError::WrongOwner);
        reservation.seller_credit = *accounts.payout_credit.address();
    }
    emit!(FlowRedirected { reservation: *reservation.address(), owner });
    Ok(())
}
