//! Ask for a certificate: the producer, or the authority for it.
//!
//! Remaining accounts: the meter's certified days that the interval touches, in order. Its quarter hours are taken from
//! now on, and free again when the request is rejected or lapses.
#![allow(unused_variables, reason = "the derive binds an argument that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, MODEL_ENGINEERING, ORACLE_ID, PAUSE_ATTEST};
use oracle::entry::Limits;
use oracle::state::MeterFeed;
use registry::state::{Meter, SOURCE_STORAGE, STATUS_SUSPENDED};

use crate::amount::add;
use crate::calendar::{self, Span, QUARTER_HOUR_S};
use crate::certificate::{Certificate, MeterCertification, REQUESTED};
use crate::error::EnergyTokenError;
use crate::events::CertificateRequested;

/// What is asked for.
pub struct Request {
    pub serial: u32,
    pub start: i64,
    pub end: i64,
    pub wh: u64,
    pub surplus_wh: u64,
    pub source: u8,
    pub evidence_root: [u8; 32],
}

#[derive(Accounts)]
#[instruction(serial: u32)]
pub struct RequestCertificate {
    pub requester: Signer,
    /// May be the requester itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    pub meter: Account<Meter>,
    #[account(seeds = [b"feed", meter.address().as_ref()], seeds::program = ORACLE_ID, bump = feed.bump)]
    pub feed: Account<MeterFeed>,
    #[account(init_if_needed, payer = payer, seeds = [b"certification", meter.address().as_ref()], bump)]
    pub certification: Account<MeterCertification>,
    #[account(
        init,
        payer = payer,
        seeds = [b"certificate", meter.address().as_ref(), serial.to_le_bytes()],
        bump
    )]
    pub certificate: Account<Certificate>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<RequestCertificate>, request: &Request) -> Result<()> {
    let days = ctx.remaining_accounts()?;
    let accounts = &mut ctx.accounts;
    let span = Span::new(request.start, request.end)?;
    check_meter(accounts, request)?;
    request.check(&accounts.meter, span)?;
    let meter = *accounts.meter.address();
    calendar::take(&days, &meter, span)?;
    let certification = &mut *accounts.certification;
    if certification.next_serial == 0 {
        certification.meter = meter;
        certification.next_serial = 1;
        certification.bump = ctx.bumps.certification;
    }
    certification.reserve(request, &accounts.feed)?;
    write(accounts, request, ctx.bumps.certificate)
}

fn check_meter(accounts: &RequestCertificate, request: &Request) -> Result<()> {
    let (config, meter) = (&accounts.config, &accounts.meter);
    require!(!config.is_paused(PAUSE_ATTEST), EnergyTokenError::Paused);
    let requester = *accounts.requester.address();
    let may = requester == meter.owner || requester == config.authority;
    require!(may, EnergyTokenError::Unauthorized);
    require!(meter.status != STATUS_SUSPENDED, EnergyTokenError::MeterSuspended);
    let refused = config.model == MODEL_ENGINEERING && !config.accepts_meter_id(&meter.meter_id);
    require!(!refused, EnergyTokenError::InvalidEngineeringMeter);
    require!(request.end <= accounts.feed.last_end, EnergyTokenError::NotAttested);
    Ok(())
}

impl Request {
    /// Hold energies and source against what the meter is.
    fn check(&self, meter: &Meter, span: Span) -> Result<()> {
        require!(self.wh > 0 || self.surplus_wh > 0, EnergyTokenError::ZeroAmount);
        let is_one = self.source.count_ones() == 1 && meter.sources & self.source != 0;
        let is_generated = self.source != SOURCE_STORAGE || self.wh == 0;
        require!(is_one && is_generated, EnergyTokenError::BadSource);
        let length_s = u32::try_from(QUARTER_HOUR_S).map_err(|_| EnergyTokenError::AmountOverflow)?;
        let quarter_wh = Limits::new(meter, length_s, 0).source_wh;
        let most_wh = quarter_wh.checked_mul(span.quarter_hours()).ok_or(EnergyTokenError::AmountOverflow)?;
        require!(self.wh <= most_wh && self.surplus_wh <= most_wh, EnergyTokenError::OverCapacity);
        Ok(())
    }
}

impl MeterCertification {
    /// Count a request in, within what the meter's feed has.
    fn reserve(&mut self, request: &Request, feed: &MeterFeed) -> Result<()> {
        require!(request.serial == self.next_serial, EnergyTokenError::WrongSerial);
        self.next_serial = self.next_serial.checked_add(1).ok_or(EnergyTokenError::AmountOverflow)?;
        add(&mut self.requested_wh, request.wh)?;
        add(&mut self.requested_surplus_wh, request.surplus_wh)?;
        let mut claimed_wh = self.certified_wh;
        add(&mut claimed_wh, self.requested_wh)?;
        require!(claimed_wh <= feed.generated_wh, EnergyTokenError::OverGeneration);
        let mut surplus_wh = self.minted_wh;
        add(&mut surplus_wh, self.requested_surplus_wh)?;
        let unminted_wh = feed.surplus_wh.saturating_sub(feed.minted_wh);
        require!(surplus_wh <= unminted_wh, EnergyTokenError::OverSurplus);
        Ok(())
    }
}

fn write(accounts: &mut RequestCertificate, request: &Request, bump: u8) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let config = &accounts.config;
    let expires_at =
        now.checked_add(i64::from(config.request_life_s)).ok_or(EnergyTokenError::AmountOverflow)?;
    let (meter, address) = (*accounts.meter.address(), *accounts.certificate.account().address());
    let (producer, requester) = (accounts.meter.owner, *accounts.requester.address());
    let certificate = &mut *accounts.certificate;
    certificate.meter = meter;
    certificate.owner = producer;
    certificate.producer = producer;
    certificate.requester = requester;
    certificate.evidence_root = request.evidence_root;
    certificate.permit_hash = accounts.meter.permit_hash;
    certificate.start = request.start;
    certificate.end = request.end;
    certificate.requested_at = now;
    certificate.expires_at = expires_at;
    certificate.wh = request.wh;
    certificate.surplus_wh = request.surplus_wh;
    certificate.serial = request.serial;
    certificate.approver_set_version = config.approver_set_version;
    certificate.source = request.source;
    certificate.status = REQUESTED;
    certificate.bump = bump;
    emit!(CertificateRequested {
        certificate: address,
        meter,
        producer,
        requester,
        serial: request.serial,
        start: request.start,
        end: request.end,
        wh: request.wh,
        surplus_wh: request.surplus_wh,
        source: request.source,
        evidence_root: request.evidence_root,
        expires_at,
    });
    Ok(())
}
