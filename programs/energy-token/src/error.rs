//! What the program refuses. A code never changes its meaning.

use anchor_lang::prelude::*;

#[error_code]
pub enum EnergyTokenError {
    #[msg("the signer is not governance's authority")]
    Unauthorized = 0,
    #[msg("only the oracle's attestor mints energy")]
    NotAttestor = 1,
    #[msg("the signer neither owns the token account nor is the market's vault authority")]
    NotTokenOwner = 2,
    #[msg("the token account is of another mint")]
    WrongMint = 3,
    #[msg("an amount of zero")]
    ZeroAmount = 4,
    #[msg("an amount does not fit in 64 bits")]
    AmountOverflow = 5,
    #[msg("the price is not the feed-in price of the configuration")]
    PriceChanged = 6,
    #[msg("the configuration names other mints")]
    MintsDiffer = 7,
}
