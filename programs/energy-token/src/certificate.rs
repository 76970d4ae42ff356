//! The accounts of renewable certificates: the certificate, a meter's totals, and which quarter hours are certified.

use anchor_lang::prelude::*;

/// Bytes of a text: UTF-8, padded with zeros.
pub const TEXT_BYTES: usize = 64;

/// `Certificate.status`: the approvers have not decided.
pub const REQUESTED: u8 = 0;
/// `Certificate.status`: may be split, transferred and retired until it expires.
pub const ISSUED: u8 = 1;
/// `Certificate.status`: the approvers refused it; its quarter hours are free again.
pub const REJECTED: u8 = 2;
/// `Certificate.status`: nobody decided in time; its quarter hours are free again.
pub const LAPSED: u8 = 3;
/// `Certificate.status`: claimed by a beneficiary, for ever.
pub const RETIRED: u8 = 4;
/// `Certificate.status`: stands still until its dispute is resolved.
pub const DISPUTED: u8 = 5;
/// `Certificate.status`: a dispute ended it.
pub const REVOKED: u8 = 6;
/// `Certificate.status`: issued, and not retired in time.
pub const EXPIRED: u8 = 7;

/// Energy that a meter generated, and who may claim it. PDA `["certificate", meter, serial u32 le]`.
#[account]
pub struct Certificate {
    /// The meter's account in the registry.
    pub meter: Address,
    /// Who may split, transfer and retire it.
    pub owner: Address,
    /// Who owned the meter at the request; its surplus is minted to this wallet.
    pub producer: Address,
    /// Who asked for it: the producer, or governance's authority.
    pub requester: Address,
    /// Merkle root of the signed readings that prove it.
    pub evidence_root: [u8; 32],
    /// SHA-256 of the installation permit, as the registry had it at the request.
    pub permit_hash: [u8; 32],
    /// When generation began [epoch s], a whole quarter hour.
    pub start: i64,
    /// When it ended [epoch s], likewise.
    pub end: i64,
    /// When it was requested [epoch s].
    pub requested_at: i64,
    /// When it was issued, rejected or given up [epoch s]; 0 before.
    pub decided_at: i64,
    /// When the request, and later the certificate, runs out [epoch s].
    pub expires_at: i64,
    /// Energy generated that it stands for [Wh].
    pub wh: u64,
    /// Surplus that is minted as energy tokens when it is issued [Wh].
    pub surplus_wh: u64,
    /// Emissions avoided: wh x the configuration's factor at issue, in whole grams, rounded down.
    pub emission_g: u64,
    /// For whom it was retired.
    pub beneficiary: [u8; TEXT_BYTES],
    /// What for.
    pub purpose: [u8; TEXT_BYTES],
    /// The last reason of a rejection or a dispute.
    pub reason: [u8; TEXT_BYTES],
    /// Its number among the meter's, from 1.
    pub serial: u32,
    /// The certificate it was split from; 0 for none.
    pub parent_serial: u32,
    /// The approver set that the votes are of.
    pub approver_set_version: u32,
    /// The factor of `emission_g` [g/kWh].
    pub emission_g_per_kwh: u32,
    /// Who approves, by seat in the approver set.
    pub approvals: u8,
    /// Who rejects, likewise.
    pub rejections: u8,
    /// One of the meter's sources: bit 0 solar, 1 wind, 2 storage.
    pub source: u8,
    /// What became of it, of the constants above.
    pub status: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 3],
}

/// A meter's certificates together. PDA `["certification", meter]`.
#[account]
pub struct MeterCertification {
    /// The meter's account in the registry.
    pub meter: Address,
    /// In requests that wait for a decision [Wh].
    pub requested_wh: u64,
    /// In all certificates ever issued [Wh]; never less.
    pub certified_wh: u64,
    /// Surplus in requests that wait for a decision [Wh].
    pub requested_surplus_wh: u64,
    /// Surplus minted at issues [Wh].
    pub minted_wh: u64,
    /// The next certificate's number.
    pub next_serial: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 3],
}

/// The quarter hours of a UTC day that certificates of a meter take. PDA `["certified_day", meter, day i64 le]`.
#[account]
pub struct CertifiedDay {
    /// The meter's account in the registry.
    pub meter: Address,
    /// Whole days since the epoch.
    pub day: i64,
    /// One bit for each quarter hour of the day, the first one lowest in the first word.
    pub taken: [u32; 3],
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 3],
}
