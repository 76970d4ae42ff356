//! Burn energy that nobody bought and pay the feed-in price for it in credit.
//!
//! The owner names the price it expects, so that a change of the configuration cannot surprise it; the market
//! names the price that its interval was opened with.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, CREDIT_MINT, ENERGY_MINT, MINT_AUTHORITY, TOKEN_STATE};
use pinocchio_token::instructions::Burn;

use crate::amount::{add, credit_units, energy_units};
use crate::error::EnergyTokenError;
use crate::events::EnergyRedeemed;
use crate::state::TokenState;
use crate::token;

#[derive(Accounts)]
pub struct RedeemEnergy {
    pub authority: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: Account<TokenState>,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    #[account(mut)]
    pub source: UncheckedAccount,
    #[account(mut, address = CREDIT_MINT)]
    pub credit_mint: UncheckedAccount,
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<RedeemEnergy>, wh: u64, price: u16) -> Result<()> {
    let units = energy_units(wh)?;
    let credit = credit_units(wh, price)?;
    let accounts = &mut ctx.accounts;
    let signer = accounts.authority.address();
    let agreed = token::is_market(signer) || price == accounts.config.feed_in_price;
    require!(agreed, EnergyTokenError::PriceChanged);
    let owner = token::check_owner(accounts.source.account(), &ENERGY_MINT, signer)?;
    let beneficiary = token::owner_of(accounts.destination.account(), &CREDIT_MINT)?;
    add(&mut accounts.token_state.redeemed_wh, wh)?;
    add(&mut accounts.token_state.credit_issued, credit)?;
    Burn::new(accounts.source.account(), accounts.energy_mint.account(), accounts.authority.account(), units)
        .invoke()?;
    token::mint(
        accounts.credit_mint.account(),
        accounts.destination.account(),
        accounts.mint_authority.account(),
        credit,
    )?;
    emit!(EnergyRedeemed { owner, beneficiary, wh, price, credit });
    Ok(())
}
