//! `expire_flow`: a reservation whose delivery can no longer be proved is undone, by anybody.
//!
//! That is so once the seller's feed has gone past the interval, or when nothing proved it until an attestation of the
//! interval would be too old. Both parties get everything back.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, CREDIT_VAULT};

use crate::belonging::{attested, batched, check_counts};
use crate::error::TradingError;
use crate::events::FlowReleased;
use crate::forward::{Cover, ForwardBook, Reservation, EXPIRED};
use crate::payout::{withdraw, Payout};

#[derive(Accounts)]
pub struct ExpireFlow {
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub reservation: Account<Reservation>,
    #[account(mut)]
    pub forward_book: Account<ForwardBook>,
    #[account(mut)]
    pub buyer_cover: Account<Cover>,
    #[account(mut)]
    pub seller_cover: Account<Cover>,
    /// The interval's batch, which may be missing.
    pub batch: UncheckedAccount,
    /// The feed of the seller's meter, which may be missing.
    pub seller_feed: UncheckedAccount,
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

pub(crate) fn process(ctx: &mut Context<ExpireFlow>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let reservation = &accounts.reservation;
    reservation.require_unresolved()?;
    check_counts(reservation, &accounts.forward_book, &accounts.buyer_cover, &accounts.seller_cover)?;
    require_unprovable(accounts, Clock::get()?.unix_timestamp)?;
    withdraw(
        &accounts.reservation,
        &mut accounts.forward_book,
        &mut accounts.buyer_cover,
        &mut accounts.seller_cover,
    )?;
    accounts.reservation.undo(EXPIRED);
    emit!(FlowReleased {
        reservation: *accounts.reservation.address(),
        expired: 1,
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

/// Refuse while the delivery can be proved, or still may come to be.
fn require_unprovable(accounts: &ExpireFlow, now: i64) -> Result<()> {
    let (config, reservation) = (&accounts.config, &accounts.reservation);
    let batch = batched(accounts.batch.account(), reservation.start, config.interval_s)?;
    let seller = attested(accounts.seller_feed.account(), &reservation.seller_meter)?;
    let is_proved = batch.sealed && seller.end == batch.end;
    require!(!is_proved, TradingError::StillProvable);
    let last = batch.end.checked_add(i64::from(config.max_age_s)).ok_or(TradingError::Overflow)?;
    require!(seller.end > batch.end || now > last, TradingError::StillProvable);
    Ok(())
}
