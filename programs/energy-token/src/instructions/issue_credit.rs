//! Issue credit against a payment. The payment's reference is kept, so that a retry cannot issue twice.
#![allow(unused_variables, reason = "the derive binds arguments that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, CREDIT_MINT, MINT_AUTHORITY, TOKEN_STATE};

use crate::amount::add;
use crate::error::EnergyTokenError;
use crate::events::CreditIssued;
use crate::state::{Payment, TokenState};
use crate::token;

#[derive(Accounts)]
#[instruction(amount: u64, reference: [u8; 32])]
pub struct IssueCredit {
    #[account(mut, address = config.authority @ EnergyTokenError::Unauthorized)]
    pub authority: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: Account<TokenState>,
    #[account(mut, address = CREDIT_MINT)]
    pub credit_mint: UncheckedAccount,
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(init, payer = authority, seeds = [b"payment", reference.as_ref()], bump)]
    pub payment: Account<Payment>,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<IssueCredit>, amount: u64, reference: [u8; 32]) -> Result<()> {
    require!(amount > 0, EnergyTokenError::ZeroAmount);
    let accounts = &mut ctx.accounts;
    let beneficiary = token::owner_of(accounts.destination.account(), &CREDIT_MINT)?;
    add(&mut accounts.token_state.credit_issued, amount)?;
    let payment = &mut *accounts.payment;
    payment.amount = amount;
    payment.issued_at = Clock::get()?.unix_timestamp;
    payment.bump = ctx.bumps.payment;
    token::mint(
        accounts.credit_mint.account(),
        accounts.destination.account(),
        accounts.mint_authority.account(),
        amount,
    )?;
    emit!(CreditIssued { beneficiary, amount, reference });
    Ok(())
}
