//! Clear an interval of the market through the oracle, as integrations built on the sources call it.
//!
//! It adds no power: anybody may call trading's `clear_interval`, which is what runs here and holds the rules. The
//! call is written out, since trading depends on this crate.

use anchor_lang::prelude::*;
use gridtokenx_interface::{CLEAR_INTERVAL, TRADING_ID};
use pinocchio::cpi::invoke;
use pinocchio::instruction::{InstructionAccount, InstructionView};

use crate::events::ClearingTriggered;

#[derive(Accounts)]
pub struct TriggerClearing {
    /// Trading's, which checks it.
    #[account(mut)]
    pub interval: UncheckedAccount,
    /// Trading's, which checks it.
    #[account(mut)]
    pub zone_account: UncheckedAccount,
    #[account(address = TRADING_ID)]
    pub trading_program: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<TriggerClearing>) -> Result<()> {
    let interval = ctx.accounts.interval.account();
    let zone_account = ctx.accounts.zone_account.account();
    let metas = [
        InstructionAccount::writable(interval.address()),
        InstructionAccount::writable(zone_account.address()),
    ];
    let call = InstructionView { program_id: &TRADING_ID, accounts: &metas, data: &CLEAR_INTERVAL };
    invoke(&call, &[interval, zone_account])?;
    emit!(ClearingTriggered { interval: *interval.address() });
    Ok(())
}
