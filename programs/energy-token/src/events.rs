//! What the program logs.

use anchor_lang::prelude::*;

/// Energy was delivered.
#[event]
pub struct EnergyBurned {
    pub owner: Address,
    pub beneficiary: Address,
    pub wh: u64,
}

/// Energy was fed in and paid for.
#[event]
pub struct EnergyRedeemed {
    pub owner: Address,
    pub beneficiary: Address,
    pub wh: u64,
    pub price: u16,
    pub credit: u64,
}

/// Credit was issued against a payment.
#[event]
pub struct CreditIssued {
    pub beneficiary: Address,
    pub amount: u64,
    pub reference: [u8; 32],
}

/// Credit was burned and is to be paid out.
#[event]
pub struct CreditRedeemed {
    pub owner: Address,
    pub amount: u64,
    pub reference: [u8; 32],
}

/// A day of a meter can be certified.
#[event]
pub struct CertifiedDayOpened {
    pub certified_day: Address,
    pub meter: Address,
    pub day: i64,
}

/// A producer asks for a certificate.
#[event]
pub struct CertificateRequested {
    pub certificate: Address,
    pub meter: Address,
    pub producer: Address,
    pub requester: Address,
    pub serial: u32,
    pub start: i64,
    pub end: i64,
    pub wh: u64,
    pub surplus_wh: u64,
    pub source: u8,
    pub evidence_root: [u8; 32],
    pub expires_at: i64,
}

/// An approver votes; what the votes of the present set come to.
#[event]
pub struct CertificateVoted {
    pub certificate: Address,
    pub approver: Address,
    pub approves: bool,
    pub approvals: u8,
    pub rejections: u8,
    pub approver_set_version: u32,
}

/// The threshold is out of reach.
#[event]
pub struct CertificateRejected {
    pub certificate: Address,
    pub meter: Address,
    pub reason: [u8; 64],
}

/// A certificate exists, and with it the tokens of its surplus.
#[event]
pub struct CertificateIssued {
    pub certificate: Address,
    pub meter: Address,
    pub owner: Address,
    pub wh: u64,
    pub minted_wh: u64,
    pub emission_g: u64,
    pub expires_at: i64,
}

/// A part of a certificate is one of its own.
#[event]
pub struct CertificateSplit {
    pub certificate: Address,
    pub part: Address,
    pub owner: Address,
    pub wh: u64,
    pub part_wh: u64,
}

/// A certificate belongs to somebody else.
#[event]
pub struct CertificateTransferred {
    pub certificate: Address,
    pub previous_owner: Address,
    pub owner: Address,
    pub wh: u64,
}

/// A certificate is claimed, for ever.
#[event]
pub struct CertificateRetired {
    pub certificate: Address,
    pub owner: Address,
    pub wh: u64,
    pub emission_g: u64,
    pub beneficiary: [u8; 64],
    pub purpose: [u8; 64],
}

/// A request or a certificate ran out.
#[event]
pub struct CertificateLapsed {
    pub certificate: Address,
    pub meter: Address,
    pub wh: u64,
    pub status: u8,
}

/// A certificate stands still.
#[event]
pub struct CertificateDisputed {
    pub certificate: Address,
    pub disputed_by: Address,
    pub reason: [u8; 64],
}

/// A dispute ended.
#[event]
pub struct DisputeResolved {
    pub certificate: Address,
    pub revoked: bool,
}
