//! `deliver_flow`: a reservation is fulfilled as far as the seller's meter had surplus, by anybody.
//!
//! The buyer pays the agreed price for all that was promised. For what does not come it gets the grid's price out of
//! the seller's collateral, and can buy that from the grid. Energy that covers the buyer's deficit is burned; the rest,
//! and all of it once the spot market of the interval is open and counts deficits, are the buyer's tokens.

use anchor_lang::prelude::*;
use gridtokenx_engine::{Delivery, Measured, Wh};
use gridtokenx_interface::{CREDIT_VAULT, ENERGY_MINT, ENERGY_TOKEN_ID, ENERGY_VAULT, TOKEN_STATE};
use oracle::state::{Batch, SEALED};
use registry::state::Meter;

use crate::belonging::{attested, batched, check_counts, Attested};
use crate::delivery::{burn_delivered, VaultBurn};
use crate::error::TradingError;
use crate::escrow::{delegated_wh, lock_delegated};
use crate::events::FlowDelivered;
use crate::forward::{add, Cover, ForwardBook, Reservation, DELIVERED};
use crate::payout::{hand_over, Payout};
use crate::state::Zone;

#[derive(Accounts)]
pub struct DeliverFlow {
    #[account(mut)]
    pub reservation: Account<Reservation>,
    #[account(mut)]
    pub forward_book: Account<ForwardBook>,
    #[account(mut)]
    pub buyer_cover: Account<Cover>,
    #[account(mut)]
    pub seller_cover: Account<Cover>,
    #[account(constraint = zone_account.zone == reservation.zone @ TradingError::WrongZone)]
    pub zone_account: Account<Zone>,
    pub batch: Account<Batch>,
    #[account(address = reservation.buyer_meter @ TradingError::WrongMeter)]
    pub buyer_meter: Account<Meter>,
    /// The feed of the buyer's meter, which may be missing.
    pub buyer_feed: UncheckedAccount,
    pub seller_feed: UncheckedAccount,
    #[account(mut)]
    pub buyer_energy: UncheckedAccount,
    #[account(mut)]
    pub buyer_credit: UncheckedAccount,
    #[account(mut, address = reservation.seller_energy @ TradingError::WrongSource)]
    pub seller_energy: UncheckedAccount,
    #[account(mut)]
    pub seller_credit: UncheckedAccount,
    #[account(mut, address = ENERGY_VAULT)]
    pub energy_vault: UncheckedAccount,
    #[account(mut, address = CREDIT_VAULT)]
    pub credit_vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: UncheckedAccount,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    #[account(address = ENERGY_TOKEN_ID)]
    pub energy_token_program: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<DeliverFlow>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.reservation.require_unresolved()?;
    check_counts(
        &accounts.reservation,
        &accounts.forward_book,
        &accounts.buyer_cover,
        &accounts.seller_cover,
    )?;
    let measured = measure(accounts)?;
    let delivery = Delivery::of(&accounts.reservation.promise(), &measured);
    count(accounts, &delivery)?;
    take(accounts, delivery.delivered)?;
    burn(accounts, delivery.covered)?;
    log(&accounts.reservation, &delivery);
    pay(accounts)
}

/// What there is to deliver from and to.
fn measure(accounts: &DeliverFlow) -> Result<Measured> {
    let reservation = &accounts.reservation;
    let batch = batched(accounts.batch.account(), reservation.start, accounts.batch.length_s)?;
    require!(accounts.batch.sealed == SEALED, TradingError::BatchNotSealed);
    let seller = attested(accounts.seller_feed.account(), &reservation.seller_meter)?;
    require!(seller.end == batch.end, TradingError::NotAttested);
    let surplus = u64::from(seller.export_wh.saturating_sub(seller.import_wh));
    let buyer = attested(accounts.buyer_feed.account(), &reservation.buyer_meter)?;
    Ok(Measured {
        surplus_wh: surplus.saturating_sub(accounts.seller_cover.delivered_wh),
        tokens_wh: delegated_wh(accounts.seller_energy.account(), &reservation.seller),
        deficit_wh: uncovered_wh(accounts, &buyer, batch.end),
    })
}

/// What the buyer's meter lacked and nobody has covered yet [Wh].
///
/// Nothing once the spot market counts the deficit itself, or when the meter has another owner now.
fn uncovered_wh(accounts: &DeliverFlow, buyer: &Attested, end: i64) -> u64 {
    let reservation = &accounts.reservation;
    let is_first = accounts.zone_account.last_opened < reservation.start;
    let is_buyers = anchor_lang::address_eq(&accounts.buyer_meter.owner, &reservation.buyer);
    if !is_first || !is_buyers || buyer.end != end {
        return 0;
    }
    let deficit = u64::from(buyer.import_wh.saturating_sub(buyer.export_wh));
    deficit.saturating_sub(accounts.buyer_cover.covered_wh)
}

fn count(accounts: &mut DeliverFlow, delivery: &Delivery) -> Result<()> {
    let book = &mut accounts.forward_book;
    add(&mut book.delivered_wh, delivery.delivered.0)?;
    add(&mut book.covered_wh, delivery.covered.0)?;
    book.count_resolved()?;
    add(&mut accounts.seller_cover.delivered_wh, delivery.delivered.0)?;
    add(&mut accounts.buyer_cover.covered_wh, delivery.covered.0)?;
    accounts.seller_cover.count_resolved()?;
    accounts.buyer_cover.count_resolved()?;
    let reservation = &mut accounts.reservation;
    reservation.delivered_wh = delivery.delivered.0;
    reservation.covered_wh = delivery.covered.0;
    reservation.owed_buyer_credit = delivery.to_buyer.0;
    reservation.owed_seller_credit = delivery.to_seller.0;
    reservation.owed_buyer_energy = delivery.kept.energy_units();
    reservation.state = DELIVERED;
    Ok(())
}

/// Take delivered energy out of the seller's account, as its delegate.
fn take(accounts: &DeliverFlow, delivered: Wh) -> Result<()> {
    if delivered == Wh::ZERO {
        return Ok(());
    }
    lock_delegated(
        accounts.seller_energy.account(),
        accounts.energy_vault.account(),
        accounts.vault_authority.account(),
        delivered.energy_units(),
    )
}

/// Burn what was consumed.
fn burn(accounts: &DeliverFlow, covered: Wh) -> Result<()> {
    if covered == Wh::ZERO {
        return Ok(());
    }
    let burn = VaultBurn {
        authority: accounts.vault_authority.account(),
        token_state: accounts.token_state.account(),
        energy_mint: accounts.energy_mint.account(),
        energy_vault: accounts.energy_vault.account(),
        token_program: accounts.token_program.account(),
        energy_token_program: accounts.energy_token_program.address(),
    };
    burn_delivered(&burn, &accounts.reservation.buyer, covered)
}

fn log(reservation: &Account<Reservation>, delivery: &Delivery) {
    emit!(FlowDelivered {
        reservation: *reservation.address(),
        buyer: reservation.buyer,
        seller: reservation.seller,
        start: reservation.start,
        zone: reservation.zone,
        promised_wh: reservation.wh,
        delivered_wh: delivery.delivered.0,
        covered_wh: delivery.covered.0,
        buyer_units: delivery.to_buyer.0,
        seller_units: delivery.to_seller.0,
    });
}

fn pay(accounts: &mut DeliverFlow) -> Result<()> {
    let authority = accounts.vault_authority.account();
    let (energy, vault) = (accounts.buyer_energy.account(), accounts.energy_vault.account());
    let energy_units = hand_over(&mut accounts.reservation, energy, vault, authority)?;
    let payout = Payout {
        buyer_credit: accounts.buyer_credit.account(),
        seller_credit: accounts.seller_credit.account(),
        credit_vault: accounts.credit_vault.account(),
        vault_authority: authority,
    };
    payout.pay(&mut accounts.reservation, energy_units)
}
