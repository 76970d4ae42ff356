//! What the meters measured, as the oracle attests it: one feed a meter, one batch an interval.
//!
//! An interval of a meter counts once, because its feed only moves forward; its surplus is minted in the same
//! instruction. The market reads feeds and batches.
//!
//! Other programs take the crate for its accounts (feature `cpi`); instructions and dispatcher are not in it then.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

#[cfg(not(feature = "no-entrypoint"))]
use alloc::vec::Vec;
use anchor_lang::prelude::*;

pub mod entry;
pub mod error;
pub mod events;
#[cfg(not(feature = "no-entrypoint"))]
pub mod instructions;
#[cfg(not(feature = "no-entrypoint"))]
pub mod metering;
#[cfg(not(feature = "no-entrypoint"))]
pub mod minting;
#[cfg(not(feature = "no-entrypoint"))]
pub mod signature;
pub mod state;
#[cfg(not(feature = "no-entrypoint"))]
pub mod timing;
#[cfg(not(feature = "no-entrypoint"))]
pub mod totals;

#[cfg(not(feature = "no-entrypoint"))]
use entry::Entry;
#[cfg(not(feature = "no-entrypoint"))]
pub use instructions::*;

declare_id!("FCdPXehXKfhuwDd5647PzyQtpXmZPg3AyZXDSa1zDbB6");

#[cfg(not(feature = "no-entrypoint"))]
#[program]
pub mod oracle {
    use super::*;

    /// Open a meter's feed; anybody may.
    pub fn open_feed(ctx: &mut Context<OpenFeed>) -> Result<()> {
        open_feed::process(ctx)
    }

    /// Commit to the readings of an interval.
    pub fn open_batch(
        ctx: &mut Context<OpenBatch>,
        interval_start: i64,
        root: [u8; 32],
        count: u32,
    ) -> Result<()> {
        open_batch::process(ctx, interval_start, root, count)
    }

    /// Attest meters of an open batch and mint their surpluses.
    pub fn submit_batch(ctx: &mut Context<SubmitBatch>, entries: Vec<Entry>) -> Result<()> {
        submit_batch::process(ctx, &entries)
    }

    /// Seal a batch of which some readings will never be attested.
    pub fn seal_batch(ctx: &mut Context<SealBatch>) -> Result<()> {
        seal_batch::process(ctx)
    }

    /// Attest one reading by its meter's own signature and mint its surplus.
    pub fn submit_meter_reading(
        ctx: &mut Context<SubmitMeterReading>,
        interval_start: i64,
        entry: Entry,
        charged_wh: u32,
        discharged_wh: u32,
        quality: u16,
    ) -> Result<()> {
        let reading = Reading { interval_start, entry, charged_wh, discharged_wh, quality };
        submit_meter_reading::process(ctx, &reading)
    }

    /// Clear an interval of the market once its gate has closed; anybody may.
    pub fn trigger_clearing(ctx: &mut Context<TriggerClearing>) -> Result<()> {
        trigger_clearing::process(ctx)
    }
}
