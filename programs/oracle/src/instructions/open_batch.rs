//! Commit to the readings of an interval: the root of their Merkle tree, and how many there are.
//!
//! Readings with their own signature may have come before; they are leaves under the root and count as attested.
//! An interval without readings is opened with the root sha256 of nothing, and sealed at once.
#![allow(unused_variables, reason = "the derive binds an argument that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, PAUSE_ATTEST};

use crate::error::OracleError;
use crate::events::BatchOpened;
use crate::state::Batch;
use crate::timing;

/// sha256 of nothing, as RFC 6962 has it for a tree without leaves.
const EMPTY_ROOT: [u8; 32] = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

#[derive(Accounts)]
#[instruction(interval_start: i64)]
pub struct OpenBatch {
    #[account(address = config.oracle @ OracleError::UnauthorizedValidator)]
    pub oracle: Signer,
    // SAFETY: a signer has no data that two references could share; the oracle may pay.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(init_if_needed, payer = payer, seeds = [b"batch", interval_start.to_le_bytes()], bump)]
    pub batch: Account<Batch>,
    pub system_program: Program<System>,
}

pub(crate) fn process(
    ctx: &mut Context<OpenBatch>,
    interval_start: i64,
    root: [u8; 32],
    count: u32,
) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let config = &accounts.config;
    require!(!config.is_paused(PAUSE_ATTEST), OracleError::Paused);
    let batch = &mut *accounts.batch;
    require!(!batch.is_open(), OracleError::BatchAlreadyOpen);
    require!(count > 0 || root == EMPTY_ROOT, OracleError::RootNotEmpty);
    batch.begin(interval_start, config.interval_s, ctx.bumps.batch);
    timing::check(interval_start, batch.length_s, config)?;
    require!(batch.attested <= count, OracleError::BatchFull);
    batch.root = root;
    batch.count = count;
    emit!(BatchOpened { interval_start, root, count });
    batch.seal_if_complete();
    Ok(())
}
