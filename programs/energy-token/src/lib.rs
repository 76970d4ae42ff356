//! The two tokens, energy (9 decimals, 1 kWh = 1 token) and campus credit (6 decimals), and renewable certificates.
//!
//! Energy is minted on the oracle's attestation, or with a certificate that the approvers let pass, and burned when it
//! is delivered or fed in. Every mint and burn of this program is counted, so the supply can be audited from the chain
//! alone.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod amount;
pub mod calendar;
pub mod certificate;
pub mod electorate;
pub mod error;
pub mod events;
pub mod instructions;
pub mod life;
pub mod state;
pub mod text;
pub mod token;
pub mod voting;

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
    /// Open a meter's day for certificates; anybody may.
    pub fn open_certified_day(ctx: &mut Context<OpenCertifiedDay>, day: i64) -> Result<()> {
        open_certified_day::process(ctx, day)
    }

    /// Ask for a certificate of energy that a meter generated.
    pub fn request_certificate(
        ctx: &mut Context<RequestCertificate>,
        serial: u32,
        start: i64,
        end: i64,
        wh: u64,
        surplus_wh: u64,
        source: u8,
        evidence_root: [u8; 32],
    ) -> Result<()> {
        let request = Request { serial, start, end, wh, surplus_wh, source, evidence_root };
        request_certificate::process(ctx, &request)
    }

    /// Vote for a request.
    pub fn approve_certificate(ctx: &mut Context<ApproveCertificate>) -> Result<()> {
        approve_certificate::process(ctx)
    }

    /// Vote against a request; it is rejected when the threshold is out of reach.
    pub fn reject_certificate(ctx: &mut Context<RejectCertificate>, reason: [u8; 64]) -> Result<()> {
        reject_certificate::process(ctx, reason)
    }

    /// Issue what is approved, and mint its surplus; anybody may.
    pub fn issue_certificate(ctx: &mut Context<IssueCertificate>) -> Result<()> {
        issue_certificate::process(ctx)
    }

    /// Make a part of a certificate one of its own.
    pub fn split_certificate(ctx: &mut Context<SplitCertificate>, serial: u32, wh: u64) -> Result<()> {
        split_certificate::process(ctx, serial, wh)
    }

    /// Give a certificate to another user.
    pub fn transfer_certificate(ctx: &mut Context<TransferCertificate>) -> Result<()> {
        transfer_certificate::process(ctx)
    }

    /// Claim a certificate for a beneficiary, for ever.
    pub fn retire_certificate(
        ctx: &mut Context<RetireCertificate>,
        beneficiary: [u8; 64],
        purpose: [u8; 64],
    ) -> Result<()> {
        retire_certificate::process(ctx, beneficiary, purpose)
    }

    /// End a request that nobody decided, or a certificate that nobody retired in time; anybody may.
    pub fn lapse_certificate(ctx: &mut Context<LapseCertificate>) -> Result<()> {
        lapse_certificate::process(ctx)
    }

    /// Hold a certificate until a dispute about it is resolved.
    pub fn dispute_certificate(ctx: &mut Context<DisputeCertificate>, reason: [u8; 64]) -> Result<()> {
        dispute_certificate::process(ctx, reason)
    }

    /// End a dispute: revoke the certificate, or let it be used again.
    pub fn resolve_dispute(ctx: &mut Context<ResolveDispute>, revoke: bool) -> Result<()> {
        resolve_dispute::process(ctx, revoke)
    }
}
