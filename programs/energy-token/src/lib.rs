//! The two tokens: energy (9 decimals, 1 kWh = 1 token) and campus credit (6 decimals).
//!
//! Energy is minted on the oracle's attestation only, and burned when it is delivered or fed in. Every mint
//! and burn of this program is counted, so the supply can be audited from the chain alone.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod amount;
pub mod error;
pub mod events;
pub mod instructions;
pub mod state;
pub mod token;

pub use instructions::*;

declare_id!("3yZywh74hFzaDgwDRhb6FaYkQPpp2vyCJk3MbQ29ojJH");

#[program]
pub mod energy_token {
    use super::*;

    /// Create the totals and both mints.
    pub fn initialize(ctx: &mut Context<Initialize>) -> Result<()> {
        initialize::process(ctx)
    }

    /// Mint attested energy; the oracle's attestor alone may.
    pub fn mint_energy(ctx: &mut Context<MintEnergy>, wh: u64) -> Result<()> {
        mint_energy::process(ctx, wh)
    }

    /// Burn delivered energy.
    pub fn burn_energy(ctx: &mut Context<BurnEnergy>, wh: u64, beneficiary: Address) -> Result<()> {
        burn_energy::process(ctx, wh, beneficiary)
    }

    /// Burn energy and pay the feed-in price for it.
    pub fn redeem_energy(ctx: &mut Context<RedeemEnergy>, wh: u64, price: u16) -> Result<()> {
        redeem_energy::process(ctx, wh, price)
    }

    /// Issue credit against a payment; a reference counts once.
    pub fn issue_credit(ctx: &mut Context<IssueCredit>, amount: u64, reference: [u8; 32]) -> Result<()> {
        issue_credit::process(ctx, amount, reference)
    }

    /// Burn credit that is to be paid out.
    pub fn redeem_credit(ctx: &mut Context<RedeemCredit>, amount: u64, reference: [u8; 32]) -> Result<()> {
        redeem_credit::process(ctx, amount, reference)
    }
}
