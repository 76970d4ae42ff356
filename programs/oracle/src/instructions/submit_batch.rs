//! Attest many meters of an open batch, and mint their surpluses.
//!
//! Remaining accounts in threes, one for each entry: meter (registry), feed (w), energy account of the owner (w).
//! What an account's address should be is not derived again: only this program makes feeds, one for each meter, and
//! the feed names the meter.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{
    ATTESTOR, CONFIG, ENERGY_MINT, ENERGY_TOKEN_ID, MINT_AUTHORITY, PAUSE_ATTEST, TOKEN_STATE,
};
use registry::state::Meter;

use crate::entry::Entry;
use crate::error::OracleError;
use crate::metering::{attest, Interval, Metered};
use crate::minting::Mint;
use crate::state::{Batch, MeterFeed, SEALED};
use crate::timing;

/// Meter, feed, energy account.
const ACCOUNTS_PER_ENTRY: usize = 3;

#[derive(Accounts)]
pub struct SubmitBatch {
    #[account(address = config.oracle @ OracleError::UnauthorizedValidator)]
    pub oracle: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
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
}

pub(crate) fn process(ctx: &mut Context<SubmitBatch>, entries: &[Entry]) -> Result<()> {
    let views = ctx.remaining_accounts()?;
    let is_complete = !entries.is_empty() && views.len() == entries.len() * ACCOUNTS_PER_ENTRY;
    require!(is_complete, OracleError::AccountsIncomplete);
    let accounts = &mut ctx.accounts;
    let config = &*accounts.config;
    require!(!config.is_paused(PAUSE_ATTEST), OracleError::Paused);
    let batch = &mut *accounts.batch;
    require!(batch.is_open(), OracleError::BatchNotOpen);
    require!(batch.sealed != SEALED, OracleError::BatchSealed);
    batch.count_in(entries.len())?;
    let interval = Interval {
        start: batch.interval_start,
        end: timing::end_of(batch.interval_start, batch.length_s)?,
        length_s: batch.length_s,
    };
    let mint = Mint {
        attestor: accounts.attestor.account(),
        token_state: accounts.token_state.account(),
        energy_mint: accounts.energy_mint.account(),
        mint_authority: accounts.mint_authority.account(),
        token_program: accounts.token_program.account(),
    };
    for (entry, group) in entries.iter().zip(views.chunks_exact(ACCOUNTS_PER_ENTRY)) {
        let minted_wh = attest_one(config, interval, group, entry)?;
        batch.add(entry, minted_wh)?;
        mint.to(&group[2], minted_wh)?;
    }
    batch.seal_if_complete();
    Ok(())
}

fn attest_one(config: &Config, interval: Interval, group: &[AccountView], entry: &Entry) -> Result<u32> {
    let meter = Account::<Meter>::load(group[0])?;
    // SAFETY: one feed is loaded at a time and dropped before the next; no declared account is a feed, and the
    // meter is of another type.
    let mut feed = unsafe { Account::<MeterFeed>::load_mut(group[1]) }?;
    let metered = Metered { meter: &meter, feed: &mut feed, energy: &group[2] };
    attest(config, interval, metered, entry)
}
