//! Burn credit; the operator pays it out against the event.

use anchor_lang::prelude::*;
use gridtokenx_interface::{CREDIT_MINT, TOKEN_STATE};
use pinocchio_token::instructions::Burn;

use crate::amount::add;
use crate::error::EnergyTokenError;
use crate::events::CreditRedeemed;
use crate::state::TokenState;
use crate::token;

#[derive(Accounts)]
pub struct RedeemCredit {
    pub owner: Signer,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: Account<TokenState>,
    #[account(mut, address = CREDIT_MINT)]
    pub credit_mint: UncheckedAccount,
    #[account(mut)]
    pub source: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<RedeemCredit>, amount: u64, reference: [u8; 32]) -> Result<()> {
    require!(amount > 0, EnergyTokenError::ZeroAmount);
    let accounts = &mut ctx.accounts;
    let owner = token::check_owner(accounts.source.account(), &CREDIT_MINT, accounts.owner.address())?;
    add(&mut accounts.token_state.credit_redeemed, amount)?;
    Burn::new(accounts.source.account(), accounts.credit_mint.account(), accounts.owner.account(), amount)
        .invoke()?;
    emit!(CreditRedeemed { owner, amount, reference });
    Ok(())
}
