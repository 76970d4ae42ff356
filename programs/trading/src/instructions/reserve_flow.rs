//! `reserve_flow`: energy of an interval that has not begun, promised by one meter's owner to another's.
//!
//! Both sign, each by itself or by an agent. The buyer locks the price of all of it, the seller the grid's price of
//! all of it as collateral.
//! Source: IEEE 2030.5-2018, function set "Flow Reservation": energy asked for at a time and granted ahead of it.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_engine::Side;
use gridtokenx_interface::{CONFIG, CREDIT_VAULT, PAUSE_ORDERS};
use registry::state::{Meter, STATUS_ACTIVE};

use crate::error::TradingError;
use crate::escrow::{holds_credit, holds_energy};
use crate::events::FlowReserved;
use crate::forward::{add, Cover, ForwardBook, Reservation, RESERVED};
use crate::mandate::{Deed, Party};
use crate::state::Zone;

const SECONDS_PER_HOUR: u64 = 3_600;

#[derive(Accounts)]
#[instruction(start: i64, zone: u16, nonce: u16)]
pub struct ReserveFlow {
    /// The owner of the buying meter, or its agent.
    pub buyer: Signer,
    /// The owner of the selling meter, or its agent.
    pub seller: Signer,
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    /// The buyer's agent's entry in the registry; any account when the owner signs.
    pub buyer_record: UncheckedAccount,
    /// The seller's agent's entry in the registry; any account when the owner signs.
    pub seller_record: UncheckedAccount,
    pub buyer_meter: Account<Meter>,
    pub seller_meter: Account<Meter>,
    /// Of a zone that was never opened nothing could be delivered.
    #[account(seeds = [b"zone", zone.to_le_bytes()], bump = zone_account.bump)]
    pub zone_account: Account<Zone>,
    #[account(
        init, payer = payer, bump,
        seeds = [b"reservation", start.to_le_bytes(), buyer_meter, seller_meter, nonce.to_le_bytes()]
    )]
    pub reservation: Account<Reservation>,
    #[account(
        init_if_needed, payer = payer, seeds = [b"forward", zone.to_le_bytes(), start.to_le_bytes()], bump
    )]
    pub forward_book: Account<ForwardBook>,
    #[account(init_if_needed, payer = payer, seeds = [b"cover", buyer_meter, start.to_le_bytes()], bump)]
    pub buyer_cover: Account<Cover>,
    #[account(init_if_needed, payer = payer, seeds = [b"cover", seller_meter, start.to_le_bytes()], bump)]
    pub seller_cover: Account<Cover>,
    pub buyer_energy: UncheckedAccount,
    #[account(mut)]
    pub buyer_credit: UncheckedAccount,
    pub seller_energy: UncheckedAccount,
    #[account(mut)]
    pub seller_credit: UncheckedAccount,
    #[account(mut, address = CREDIT_VAULT)]
    pub credit_vault: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// What the parties agree.
pub struct Agreement {
    pub start: i64,
    pub zone: u16,
    pub nonce: u16,
    pub wh: u32,
    pub price: u16,
}

pub(crate) fn process(ctx: &mut Context<ReserveFlow>, agreement: &Agreement) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    check_time(&accounts.config, agreement.start, now)?;
    check_terms(&accounts.config, agreement)?;
    check_meters(accounts, agreement.zone)?;
    check_accounts(accounts)?;
    enter(accounts, agreement, &ctx.bumps)?;
    fill_in(accounts, agreement, now, ctx.bumps.reservation);
    lock_both(accounts, agreement, now)?;
    let reservation = &accounts.reservation;
    emit!(FlowReserved {
        reservation: *reservation.address(),
        buyer: reservation.buyer,
        seller: reservation.seller,
        buyer_meter: reservation.buyer_meter,
        seller_meter: reservation.seller_meter,
        start: reservation.start,
        zone: reservation.zone,
        wh: reservation.wh,
        price: reservation.price,
        shortfall_price: reservation.shortfall_price,
    });
    Ok(())
}

fn check_time(config: &Config, start: i64, now: i64) -> Result<()> {
    let aligned = start.checked_rem(i64::from(config.interval_s)) == Some(0);
    require!(aligned, TradingError::NotAligned);
    let horizon = now.checked_add(i64::from(config.forward_horizon_s)).ok_or(TradingError::Overflow)?;
    require!(start >= now, TradingError::AlreadyBegun);
    require!(start <= horizon, TradingError::BeyondHorizon);
    Ok(())
}

fn check_terms(config: &Config, agreement: &Agreement) -> Result<()> {
    require!(!config.is_paused(PAUSE_ORDERS), TradingError::Paused);
    require!(agreement.wh > 0 && agreement.wh >= config.min_lot_wh, TradingError::BelowLot);
    let in_band = agreement.price >= config.price_min && agreement.price <= config.price_max;
    require!(in_band, TradingError::OutsideBand);
    // Above it, a seller that delivers nothing would be paid more than it is charged.
    require!(agreement.price <= config.grid_price, TradingError::AboveGridPrice);
    Ok(())
}

fn check_meters(accounts: &ReserveFlow, zone: u16) -> Result<()> {
    let (buyer, seller) = (&accounts.buyer_meter, &accounts.seller_meter);
    require!(!anchor_lang::address_eq(&buyer.owner, &seller.owner), TradingError::SameParty);
    require!(buyer.zone == zone && seller.zone == zone, TradingError::WrongZone);
    let are_active = buyer.status == STATUS_ACTIVE && seller.status == STATUS_ACTIVE;
    require!(are_active, TradingError::WrongMeter);
    Ok(())
}

/// Payments go to the owners' accounts, and come out of them.
fn check_accounts(accounts: &ReserveFlow) -> Result<()> {
    let (buyer, seller) = (&accounts.buyer_meter.owner, &accounts.seller_meter.owner);
    let are_theirs = holds_energy(accounts.buyer_energy.account(), buyer)
        && holds_credit(accounts.buyer_credit.account(), buyer)
        && holds_energy(accounts.seller_energy.account(), seller)
        && holds_credit(accounts.seller_credit.account(), seller);
    require!(are_theirs, TradingError::WrongPayout);
    Ok(())
}

/// Count the promise, and refuse more than the meters can deliver and take.
fn enter(accounts: &mut ReserveFlow, agreement: &Agreement, bumps: &ReserveFlowBumps) -> Result<()> {
    let interval_s = accounts.config.interval_s;
    let book = &mut accounts.forward_book;
    (book.zone, book.start, book.bump) = (agreement.zone, agreement.start, bumps.forward_book);
    book.reserved = book.reserved.checked_add(1).ok_or(TradingError::Overflow)?;
    add(&mut book.promised_wh, agreement.wh)?;

    let payer = *accounts.payer.address();
    let (buyer, seller) = (&accounts.buyer_meter, &accounts.seller_meter);
    let cover = &mut accounts.buyer_cover;
    open_cover(cover, buyer.address(), &payer, agreement, bumps.buyer_cover)?;
    add(&mut cover.expected_wh, agreement.wh)?;
    let most = most_wh(u64::from(buyer.capacity_w) + u64::from(buyer.load_w), interval_s);
    require!(cover.expected_wh <= most, TradingError::OverCapacity);

    let cover = &mut accounts.seller_cover;
    open_cover(cover, seller.address(), &payer, agreement, bumps.seller_cover)?;
    add(&mut cover.promised_wh, agreement.wh)?;
    let most = most_wh(u64::from(seller.capacity_w), interval_s);
    require!(cover.promised_wh <= most, TradingError::OverCapacity);
    Ok(())
}

fn open_cover(
    cover: &mut Cover,
    meter: &Address,
    payer: &Address,
    agreement: &Agreement,
    bump: u8,
) -> Result<()> {
    if cover.bump == 0 {
        cover.meter = *meter;
        cover.payer = *payer;
        cover.start = agreement.start;
        cover.zone = agreement.zone;
        cover.bump = bump;
    }
    cover.unresolved = cover.unresolved.checked_add(1).ok_or(TradingError::Overflow)?;
    Ok(())
}

/// Energy of a power in an interval [Wh]; a power of both kinds is below 2^33 and a length at most a day.
fn most_wh(power_w: u64, length_s: u32) -> u64 {
    power_w * u64::from(length_s) / SECONDS_PER_HOUR
}

fn fill_in(accounts: &mut ReserveFlow, agreement: &Agreement, now: i64, bump: u8) {
    let reservation = &mut accounts.reservation;
    reservation.buyer = accounts.buyer_meter.owner;
    reservation.seller = accounts.seller_meter.owner;
    reservation.buyer_meter = *accounts.buyer_meter.address();
    reservation.seller_meter = *accounts.seller_meter.address();
    reservation.payer = *accounts.payer.address();
    reservation.buyer_energy = *accounts.buyer_energy.address();
    reservation.buyer_credit = *accounts.buyer_credit.address();
    reservation.seller_energy = *accounts.seller_energy.address();
    reservation.seller_credit = *accounts.seller_credit.address();
    reservation.start = agreement.start;
    reservation.reserved_at = now;
    reservation.wh = agreement.wh;
    reservation.zone = agreement.zone;
    reservation.nonce = agreement.nonce;
    reservation.price = agreement.price;
    reservation.shortfall_price = accounts.config.grid_price;
    reservation.state = RESERVED;
    reservation.bump = bump;
}

/// Lock the buyer's credit and the seller's collateral, if whoever signs for them may promise this.
fn lock_both(accounts: &ReserveFlow, agreement: &Agreement, now: i64) -> Result<()> {
    let promise = accounts.reservation.promise();
    let buyer = Party {
        signer: accounts.buyer.account(),
        owner: &accounts.buyer_meter.owner,
        record: accounts.buyer_record.account(),
    };
    let seller = Party {
        signer: accounts.seller.account(),
        owner: &accounts.seller_meter.owner,
        record: accounts.seller_record.account(),
    };
    let deed = |side| Deed { side, price: agreement.price, wh: agreement.wh, forward: true };
    buyer.check(&deed(Side::Bid), now)?;
    seller.check(&deed(Side::Ask), now)?;
    let (vault, authority) = (accounts.credit_vault.account(), accounts.vault_authority.account());
    buyer.pay(accounts.buyer_credit.account(), vault, authority, promise.locked_by_buyer().0)?;
    seller.pay(accounts.seller_credit.account(), vault, authority, promise.locked_by_seller().0)
}
