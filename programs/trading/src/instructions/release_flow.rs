//! `release_flow`: both parties take a reservation back before it begins; a pause does not stop it.

use anchor_lang::prelude::*;
use gridtokenx_engine::Side;
use gridtokenx_interface::CREDIT_VAULT;

use crate::belonging::check_counts;
use crate::error::TradingError;
use crate::events::FlowReleased;
use crate::forward::{Cover, ForwardBook, Reservation, RELEASED};
use crate::mandate::Party;
use crate::payout::{withdraw, Payout};

#[derive(Accounts)]
pub struct ReleaseFlow {
    /// The buyer, or its agent.
    pub buyer: Signer,
    /// The seller, or its agent.
    pub seller: Signer,
    /// The buyer's agent's entry in the registry; any account when the buyer signs.
    pub buyer_record: UncheckedAccount,
    /// The seller's agent's entry in the registry; any account when the seller signs.
    pub seller_record: UncheckedAccount,
    #[account(mut)]
    pub reservation: Account<Reservation>,
    #[account(mut)]
    pub forward_book: Account<ForwardBook>,
    #[account(mut)]
    pub buyer_cover: Account<Cover>,
    #[account(mut)]
    pub seller_cover: Account<Cover>,
    #[account(mut)]
    pub buyer_credit: UncheckedAccount,
    #[account(mut)]
    pub seller_credit: UncheckedAccount,
    #[account(mut, address = CREDIT_VAULT)]
    pub credit_vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<ReleaseFlow>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    let reservation = &accounts.reservation;
    reservation.require_unresolved()?;
    require!(now < reservation.start, TradingError::AlreadyBegun);
    let buyer = Party {
        signer: accounts.buyer.account(),
        owner: &reservation.buyer,
        record: accounts.buyer_record.account(),
    };
    let seller = Party {
        signer: accounts.seller.account(),
        owner: &reservation.seller,
        record: accounts.seller_record.account(),
    };
    buyer.check_undoing(Side::Bid, now)?;
    seller.check_undoing(Side::Ask, now)?;
    check_counts(reservation, &accounts.forward_book, &accounts.buyer_cover, &accounts.seller_cover)?;
    withdraw(reservation, &mut accounts.forward_book, &mut accounts.buyer_cover, &mut accounts.seller_cover)?;
    accounts.reservation.undo(RELEASED);
    emit!(FlowReleased {
        reservation: *accounts.reservation.address(),
        expired: 0,
        buyer_units: accounts.reservation.owed_buyer_credit,
        seller_units: accounts.reservation.owed_seller_credit,
    });
    let payout = Payout {
        buyer_credit: accounts.buyer_credit.account(),
        seller_credit: accounts.seller_credit.account(),
        credit_vault: accounts.credit_vault.account(),
        vault_authority: accounts.vault_authority.account(),
    };
    payout.pay(&mut accounts.reservation, 0)
}
