//! What the program refuses. A code never changes its meaning.

use anchor_lang::prelude::*;

#[error_code]
pub enum OracleError {
    #[msg("the signer is not the oracle of the configuration")]
    UnauthorizedValidator = 0,
    #[msg("attestation is paused")]
    Paused = 1,
    #[msg("the meter id has none of the prefixes that the engineering authority accepts")]
    InvalidEngineeringMeter = 2,
    #[msg("the meter is suspended or retired")]
    MeterInactive = 3,
    #[msg("the feed is of another meter")]
    FeedMismatch = 4,
    #[msg("the interval begins before the newest one of the meter ends: it is attested already, or out of order")]
    StaleReading = 5,
    #[msg("the interval has not ended")]
    ReadingInFuture = 6,
    #[msg("the interval ended longer ago than an attestation may")]
    ReadingTooOld = 7,
    #[msg("an energy is more than the meter's power gives in the interval, or than the configuration allows any meter")]
    ReadingOutOfRange = 8,
    #[msg("the interval does not begin at a multiple of its length")]
    IntervalNotAligned = 9,
    #[msg("more readings than there are leaves under the root")]
    BatchFull = 10,
    #[msg("every reading of the batch is attested")]
    BatchSealed = 11,
    #[msg("the batch is open already")]
    BatchAlreadyOpen = 12,
    #[msg("the batch is not open yet")]
    BatchNotOpen = 13,
    #[msg("a batch without readings has the root sha256 of nothing")]
    RootNotEmpty = 14,
    #[msg("the token account is not one of the meter's owner for energy")]
    WrongTokenAccount = 15,
    #[msg("each entry needs three accounts: meter, feed, energy account; at least one entry")]
    AccountsIncomplete = 16,
    #[msg("a total does not fit")]
    TotalOverflow = 17,
    #[msg("no Ed25519 instruction directly before this one")]
    SignatureMissing = 18,
    #[msg("the Ed25519 instruction must hold one signature, and all of it in itself")]
    SignatureMalformed = 19,
    #[msg("the signature is by another key than the meter's")]
    SignedByOtherKey = 20,
    #[msg("the signature is over another message than this reading")]
    SignedOtherReading = 21,
}
