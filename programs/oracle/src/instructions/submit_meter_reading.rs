//! Attest one reading that carries its meter's own signature, and mint its surplus.
//!
//! The Ed25519 precompile's instruction stands directly before this one. Before its interval's batch is opened, the
//! reading is one of those under the root to come; after that it is on its own and the batch counts it as late.
#![allow(unused_variables, reason = "the derive binds an argument that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{
    ATTESTOR, CONFIG, ENERGY_MINT, ENERGY_TOKEN_ID, MINT_AUTHORITY, PAUSE_ATTEST, TOKEN_STATE,
};
use pinocchio::sysvars::instructions::INSTRUCTIONS_ID;
use registry::state::Meter;

use crate::entry::{Entry, Limits};
use crate::error::OracleError;
use crate::metering::{attest, Interval, Metered};
use crate::minting::Mint;
use crate::signature::{self, Signed};
use crate::state::{Batch, MeterFeed};
use crate::timing;

#[derive(Accounts)]
#[instruction(interval_start: i64)]
pub struct SubmitMeterReading {
    #[account(address = config.oracle @ OracleError::UnauthorizedValidator)]
    pub oracle: Signer,
    // SAFETY: a signer has no data that two references could share; the oracle may pay.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    pub meter: Account<Meter>,
    #[account(mut, seeds = [b"feed", meter.address().as_ref()], bump = feed.bump)]
    pub feed: Account<MeterFeed>,
    #[account(mut)]
    pub energy_account: UncheckedAccount,
    #[account(init_if_needed, payer = payer, seeds = [b"batch", interval_start.to_le_bytes()], bump)]
    pub batch: Account<Batch>,
    #[account(address = ATTESTOR)]
    pub attestor: UncheckedAccount,
    #[account(address = ENERGY_TOKEN_ID)]
    pub energy_token_program: UncheckedAccount,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: UncheckedAccount,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    pub token_program: Program<Token>,
    #[account(address = INSTRUCTIONS_ID)]
    pub instructions: UncheckedAccount,
    pub system_program: Program<System>,
}

/// The reading as it was signed, but for meter, length and signature.
pub struct Reading {
    pub interval_start: i64,
    pub entry: Entry,
    pub charged_wh: u32,
    pub discharged_wh: u32,
    pub quality: u16,
}

pub(crate) fn process(ctx: &mut Context<SubmitMeterReading>, reading: &Reading) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(!accounts.config.is_paused(PAUSE_ATTEST), OracleError::Paused);
    accounts.batch.begin(reading.interval_start, accounts.config.interval_s, ctx.bumps.batch);
    let length_s = accounts.batch.length_s;
    timing::check(reading.interval_start, length_s, &accounts.config)?;
    check_signed(accounts, reading, length_s)?;
    let interval = Interval {
        start: reading.interval_start,
        end: timing::end_of(reading.interval_start, length_s)?,
        length_s,
    };
    let energy = accounts.energy_account.account();
    let metered = Metered { meter: &accounts.meter, feed: &mut accounts.feed, energy };
    let minted_wh = attest(&accounts.config, interval, metered, &reading.entry)?;
    accounts.batch.count_single()?;
    accounts.batch.add(&reading.entry, minted_wh)?;
    let mint = Mint {
        attestor: accounts.attestor.account(),
        token_state: accounts.token_state.account(),
        energy_mint: accounts.energy_mint.account(),
        mint_authority: accounts.mint_authority.account(),
        token_program: accounts.token_program.account(),
    };
    mint.to(energy, minted_wh)
}

/// Check the meter's signature, and what it covers beside the entry.
fn check_signed(accounts: &SubmitMeterReading, reading: &Reading, length_s: u32) -> Result<()> {
    let meter = &accounts.meter;
    let limits = Limits::new(meter, length_s, accounts.config.meter_limit_wh);
    let possible = limits.is_source(reading.charged_wh) && limits.is_source(reading.discharged_wh);
    require!(possible, OracleError::ReadingOutOfRange);
    let signed = Signed {
        meter_id: &meter.meter_id,
        interval_start: reading.interval_start,
        length_s,
        entry: &reading.entry,
        charged_wh: reading.charged_wh,
        discharged_wh: reading.discharged_wh,
        quality: reading.quality,
    };
    signature::check(accounts.instructions.account(), &meter.signing_key, &signed.canonical())
}
