//! What the programs know of one another without depending on one another: ids and fixed addresses.
//!
//! A program id is the Ed25519 public key of seed `sha256("gridtokenx program " + name)`. The addresses below
//! have constant seeds, so comparing 32 bytes replaces a derivation at run time. The tests in
//! `tests/integration/programs` derive every one of them again.
#![no_std]

use anchor_lang::address;
use anchor_lang::prelude::Address;

/// governance.
pub const GOVERNANCE_ID: Address = address!("FqKcHUm9WMoHQCh3SjfdGQ5DcDFBYdu23ts6kHu9pq3B");
/// registry.
pub const REGISTRY_ID: Address = address!("AbMEPWTwrz81aM8EhHQJn6F3yP24MH7CpLZTioFEJ1DD");
/// energy_token.
pub const ENERGY_TOKEN_ID: Address = address!("3yZywh74hFzaDgwDRhb6FaYkQPpp2vyCJk3MbQ29ojJH");
/// trading.
pub const TRADING_ID: Address = address!("69PNtQTKXJkhBwuUrPXYZ44NupafseidCm4fbKjtXpL9");
/// oracle.
pub const ORACLE_ID: Address = address!("FCdPXehXKfhuwDd5647PzyQtpXmZPg3AyZXDSa1zDbB6");

/// governance `["config"]`.
pub const CONFIG: Address = address!("9XSgezQHVgmnm5WDsGCABzWxNN5JwWArtfSBVuQzDUPa");
/// governance `["upgrade_authority"]`: may upgrade the five programs, once they are handed to it.
pub const UPGRADE_AUTHORITY: Address = address!("As1qdXbuhmTtGFAyEUyc849FZYMwcMBttoh5HktzWvc3");
/// Bump of [`UPGRADE_AUTHORITY`].
pub const UPGRADE_AUTHORITY_BUMP: u8 = 255;
/// energy_token `["token_state"]`.
pub const TOKEN_STATE: Address = address!("5YVDeQGGnHAqCy9nS6zDgs8KwzXTkbKWT4c6MKzGeyBp");
/// energy_token `["energy_mint"]`.
pub const ENERGY_MINT: Address = address!("HJH4e4diE2hM253ECA5tF13c5AGc9XT7bYyc7BR8EXAx");
/// energy_token `["credit_mint"]`.
pub const CREDIT_MINT: Address = address!("HwqqLKjBiJjpXVrWRZr4Efmrf3kBzEJ8zfiiZgB8rFAY");
/// energy_token `["mint_authority"]`.
pub const MINT_AUTHORITY: Address = address!("CwKtrzHJoGfWEUmzsn7LmujNXUuXEPcqEz8zpG6XDc5n");
/// Bump of [`MINT_AUTHORITY`].
pub const MINT_AUTHORITY_BUMP: u8 = 255;
/// oracle `["attestor"]`: the only key that `mint_energy` accepts.
pub const ATTESTOR: Address = address!("5HEw39ksLS4Q6miSjdjDSKuxSNtzZ276wtvbY7setAZC");
/// Bump of [`ATTESTOR`].
pub const ATTESTOR_BUMP: u8 = 255;
/// trading `["market"]`.
pub const MARKET: Address = address!("2Z9xymcoQFTnnEXCvFSc3YBP3ZPL7QTGR7NUBBH76tys");
/// trading `["vault_authority"]`: owner of both vaults.
pub const VAULT_AUTHORITY: Address = address!("9REbp5uSwGmJD3kPDDH9SDiyPQGTdeNHDFf5rRSJNmNx");
/// Bump of [`VAULT_AUTHORITY`].
pub const VAULT_AUTHORITY_BUMP: u8 = 255;
/// trading `["energy_vault"]`.
pub const ENERGY_VAULT: Address = address!("H7vzL164VQqDKF4LiS9d42dktNEDsjvvA4i4bMiziTWG");
/// trading `["credit_vault"]`.
pub const CREDIT_VAULT: Address = address!("2bA3YC7vCG5FxmpBK68WEK6m19Wa9hzegrtQ4CDrFNM2");

/// How energy_token knows a call of `mint_energy`: the first bytes of sha256("global:mint_energy").
pub const MINT_ENERGY: [u8; 8] = [0x4c, 0x1f, 0x4d, 0xdb, 0x62, 0x3c, 0x01, 0xf1];
/// How trading knows a call of `clear_interval`: the first bytes of sha256("global:clear_interval").
pub const CLEAR_INTERVAL: [u8; 8] = [0x76, 0xdb, 0x02, 0x86, 0xe8, 0xb0, 0x69, 0x25];
/// Base units of energy in one watt-hour: 9 decimals, 1 kWh = 1 token.
pub const UNITS_PER_WH: u64 = 1_000_000;
/// `Config.paused`: no attestation, no minting.
pub const PAUSE_ATTEST: u8 = 1;
/// `Config.paused`: no new orders.
pub const PAUSE_ORDERS: u8 = 2;
/// `Config.paused`: no registration.
pub const PAUSE_REGISTRATION: u8 = 4;
/// `Config.model`: the Engineering Department alone attests, and energy is minted on it.
pub const MODEL_ENGINEERING: u8 = 0;
/// `Config.model`: energy is minted only against a certificate that the approvers signed.
pub const MODEL_REGULATORS: u8 = 1;
