//! The totals that the supply is audited against, and the payments that credit was issued for.

use anchor_lang::prelude::*;

/// Totals since genesis. PDA `["token_state"]`.
#[account]
pub struct TokenState {
    /// Mint of the energy token, 9 decimals.
    pub energy_mint: Address,
    /// Mint of the campus credit, 6 decimals.
    pub credit_mint: Address,
    /// Energy minted on attestation [Wh].
    pub minted_wh: u64,
    /// Energy burned on delivery [Wh].
    pub burned_wh: u64,
    /// Energy burned for feed-in [Wh].
    pub redeemed_wh: u64,
    /// Credit issued, for payments and for feed-in [units].
    pub credit_issued: u64,
    /// Credit paid out [units].
    pub credit_redeemed: u64,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 7],
}

/// A payment that credit was issued against; its existence refuses a second time. PDA `["payment", reference]`.
#[account]
pub struct Payment {
    /// Credit issued [units].
    pub amount: u64,
    /// When [epoch s].
    pub issued_at: i64,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 7],
}
