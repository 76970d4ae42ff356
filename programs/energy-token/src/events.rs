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
