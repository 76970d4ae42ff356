//! Issue what the approvers let pass; anybody may. The sources call this `mint_rec`.
//!
//! The certificate's surplus is minted here, once: where the oracle minted it already (engineering model), a request
//! could reserve none.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, ENERGY_MINT, MINT_AUTHORITY, PAUSE_ATTEST, TOKEN_STATE};
use registry::state::{Meter, STATUS_SUSPENDED};

use crate::amount::{add, emission_g, energy_units, subtract};
use crate::certificate::{Certificate, MeterCertification, ISSUED, REQUESTED};
use crate::electorate::Electorate;
use crate::error::EnergyTokenError;
use crate::events::CertificateIssued;
use crate::state::TokenState;
use crate::token;

#[derive(Accounts)]
pub struct IssueCertificate {
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    #[account(mut)]
    pub certificate: Account<Certificate>,
    #[account(address = certificate.meter)]
    pub meter: Account<Meter>,
    #[account(mut, seeds = [b"certification", meter.address().as_ref()], bump = certification.bump)]
    pub certification: Account<MeterCertification>,
    #[account(mut, address = TOKEN_STATE)]
    pub token_state: Account<TokenState>,
    #[account(mut, address = ENERGY_MINT)]
    pub energy_mint: UncheckedAccount,
    /// The producer's for energy; any account where there is no surplus to mint.
    #[account(mut)]
    pub energy_account: UncheckedAccount,
    #[account(address = MINT_AUTHORITY)]
    pub mint_authority: UncheckedAccount,
    pub token_program: Program<Token>,
}

pub(crate) fn process(ctx: &mut Context<IssueCertificate>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    check(accounts)?;
    let certificate = *accounts.certificate.account().address();
    accounts.certificate.issue(&accounts.config)?;
    let issued = &accounts.certificate;
    accounts.certification.count_issued(issued)?;
    emit!(CertificateIssued {
        certificate,
        meter: issued.meter,
        owner: issued.owner,
        wh: issued.wh,
        minted_wh: issued.surplus_wh,
        emission_g: issued.emission_g,
        expires_at: issued.expires_at,
    });
    mint_surplus(accounts)
}

fn check(accounts: &IssueCertificate) -> Result<()> {
    let (config, certificate) = (&accounts.config, &accounts.certificate);
    require!(!config.is_paused(PAUSE_ATTEST), EnergyTokenError::Paused);
    require!(certificate.status == REQUESTED, EnergyTokenError::WrongState);
    require!(Electorate::of(config).has_approved(certificate), EnergyTokenError::NotApproved);
    require!(accounts.meter.status != STATUS_SUSPENDED, EnergyTokenError::MeterSuspended);
    Ok(())
}

impl Certificate {
    fn issue(&mut self, config: &Config) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.status = ISSUED;
        self.decided_at = now;
        self.expires_at =
            now.checked_add(i64::from(config.certificate_life_s)).ok_or(EnergyTokenError::AmountOverflow)?;
        self.emission_g_per_kwh = config.emission_g_per_kwh;
        self.emission_g = emission_g(self.wh, config.emission_g_per_kwh)?;
        Ok(())
    }
}

impl MeterCertification {
    fn count_issued(&mut self, issued: &Certificate) -> Result<()> {
        subtract(&mut self.requested_wh, issued.wh)?;
        add(&mut self.certified_wh, issued.wh)?;
        subtract(&mut self.requested_surplus_wh, issued.surplus_wh)?;
        add(&mut self.minted_wh, issued.surplus_wh)
    }
}

fn mint_surplus(accounts: &mut IssueCertificate) -> Result<()> {
    let (surplus_wh, producer) = (accounts.certificate.surplus_wh, accounts.certificate.producer);
    if surplus_wh == 0 {
        return Ok(());
    }
    let account = accounts.energy_account.account();
    let is_producers = token::owner_of(account, &ENERGY_MINT)? == producer;
    require!(is_producers, EnergyTokenError::WrongTokenAccount);
    add(&mut accounts.token_state.minted_wh, surplus_wh)?;
    token::mint(
        accounts.energy_mint.account(),
        account,
        accounts.mint_authority.account(),
        energy_units(surplus_wh)?,
    )
}
