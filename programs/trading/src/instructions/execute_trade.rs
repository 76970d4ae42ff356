//! `execute_trade`: energy against credit between two wallets, at once or not at all.
//!
//! Both sign, each by itself or by an agent. Nothing is escrowed and nothing burned: the buyer gets tokens.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_engine::{Side, Ticks, Wh};
use gridtokenx_interface::{CONFIG, PAUSE_ORDERS};
use registry::state::Meter;

use crate::error::TradingError;
use crate::escrow::{holds_credit, holds_energy};
use crate::events::TradeExecuted;
use crate::mandate::{Deed, Party};
use crate::state::NO_ZONE;

#[derive(Accounts)]
pub struct ExecuteTrade {
    /// The buyer, or its agent.
    pub buyer: Signer,
    /// The seller, or its agent.
    pub seller: Signer,
    pub buyer_owner: UncheckedAccount,
    pub seller_owner: UncheckedAccount,
    /// The buyer's agent's entry in the registry; any account when the buyer signs.
    pub buyer_record: UncheckedAccount,
    /// The seller's agent's entry in the registry; any account when the seller signs.
    pub seller_record: UncheckedAccount,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub buyer_energy: UncheckedAccount,
    #[account(mut)]
    pub buyer_credit: UncheckedAccount,
    #[account(mut)]
    pub seller_energy: UncheckedAccount,
    #[account(mut)]
    pub seller_credit: UncheckedAccount,
    #[account(seeds = [b"vault_authority"], bump)]
    pub vault_authority: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<ExecuteTrade>, wh: u32, price: u16) -> Result<()> {
    let meters = ctx.remaining_accounts()?;
    let accounts = &ctx.accounts;
    check_terms(&accounts.config, wh, price)?;
    let (buyer, seller) = parties(accounts);
    require!(!anchor_lang::address_eq(buyer.owner, seller.owner), TradingError::SameParty);
    let zone = zone_of(&meters, buyer.owner, seller.owner)?;
    check_accounts(accounts)?;

    let now = Clock::get()?.unix_timestamp;
    buyer.check(&Deed { side: Side::Bid, price, wh, forward: false }, now)?;
    seller.check(&Deed { side: Side::Ask, price, wh, forward: false }, now)?;
    let paid_units = Wh(wh).at(Ticks(price)).0;
    let authority = accounts.vault_authority.account();
    seller.pay(
        accounts.seller_energy.account(),
        accounts.buyer_energy.account(),
        authority,
        Wh(wh).energy_units(),
    )?;
    buyer.pay(accounts.buyer_credit.account(), accounts.seller_credit.account(), authority, paid_units)?;
    emit!(TradeExecuted { buyer: *buyer.owner, seller: *seller.owner, zone, wh, price, paid_units });
    Ok(())
}

fn check_terms(config: &Config, wh: u32, price: u16) -> Result<()> {
    require!(!config.is_paused(PAUSE_ORDERS), TradingError::Paused);
    require!(wh > 0 && wh >= config.min_lot_wh, TradingError::BelowLot);
    require!(price >= config.price_min && price <= config.price_max, TradingError::OutsideBand);
    Ok(())
}

fn parties(accounts: &ExecuteTrade) -> (Party<'_>, Party<'_>) {
    let buyer = Party {
        signer: accounts.buyer.account(),
        owner: accounts.buyer_owner.address(),
        record: accounts.buyer_record.account(),
    };
    let seller = Party {
        signer: accounts.seller.account(),
        owner: accounts.seller_owner.address(),
        record: accounts.seller_record.account(),
    };
    (buyer, seller)
}

/// Tokens and credit come from the parties' accounts and go to the parties' accounts.
fn check_accounts(accounts: &ExecuteTrade) -> Result<()> {
    let (buyer, seller) = (accounts.buyer_owner.address(), accounts.seller_owner.address());
    let come_from_them = holds_credit(accounts.buyer_credit.account(), buyer)
        && holds_energy(accounts.seller_energy.account(), seller);
    require!(come_from_them, TradingError::WrongSource);
    let go_to_them = holds_energy(accounts.buyer_energy.account(), buyer)
        && holds_credit(accounts.seller_credit.account(), seller);
    require!(go_to_them, TradingError::WrongPayout);
    Ok(())
}

/// The zone of the buyer's and the seller's meter where they are shown, else none.
fn zone_of(meters: &[AccountView], buyer: &Address, seller: &Address) -> Result<u16> {
    let [of_buyer, of_seller] = meters else {
        require!(meters.is_empty(), TradingError::AccountsIncomplete);
        return Ok(NO_ZONE);
    };
    let of_buyer = Account::<Meter>::load(*of_buyer)?;
    let of_seller = Account::<Meter>::load(*of_seller)?;
    let are_theirs =
        anchor_lang::address_eq(&of_buyer.owner, buyer) && anchor_lang::address_eq(&of_seller.owner, seller);
    require!(are_theirs, TradingError::WrongMeter);
    require!(of_buyer.zone == of_seller.zone, TradingError::WrongZone);
    Ok(of_buyer.zone)
}
