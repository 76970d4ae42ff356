//! Seal a batch short: some of its readings will never be attested.
//!
//! A meter that is suspended after the root was fixed, or a reading that lost its place, would keep the interval's
//! market shut for ever. What is not attested does not count; the leaves stay under the root, to be proved.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, PAUSE_ATTEST};

use crate::error::OracleError;
use crate::events::BatchSealedShort;
use crate::state::{Batch, SEALED};

#[derive(Accounts)]
pub struct SealBatch {
    #[account(address = config.oracle @ OracleError::UnauthorizedValidator)]
    pub oracle: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub batch: Account<Batch>,
}

pub(crate) fn process(ctx: &mut Context<SealBatch>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    require!(!accounts.config.is_paused(PAUSE_ATTEST), OracleError::Paused);
    let batch = &mut *accounts.batch;
    require!(batch.is_open(), OracleError::BatchNotOpen);
    require!(batch.sealed != SEALED, OracleError::BatchSealed);
    batch.sealed = SEALED;
    emit!(BatchSealedShort {
        interval_start: batch.interval_start,
        root: batch.root,
        count: batch.count,
        attested: batch.attested,
    });
    Ok(())
}
