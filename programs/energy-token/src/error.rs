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
    #[msg("attestation and minting are paused")]
    Paused = 8,
    #[msg("the meter is suspended")]
    MeterSuspended = 9,
    #[msg("the meter id has none of the prefixes that the engineering authority accepts")]
    InvalidEngineeringMeter = 10,
    #[msg("an interval is whole quarter hours, at least one, on at most 31 days")]
    BadInterval = 11,
    #[msg("the meter is not attested to the end of the interval")]
    NotAttested = 12,
    #[msg("a quarter hour of the interval is certified or requested already")]
    IntervalCertified = 13,
    #[msg("the remaining accounts are not the meter's days that the interval touches, in order")]
    WrongDays = 14,
    #[msg("certified and requested energy would be more than the meter generated")]
    OverGeneration = 15,
    #[msg("the energy is more than the meter's power gives in the interval")]
    OverCapacity = 16,
    #[msg("minted and requested surplus would be more than the meter's feed has")]
    OverSurplus = 17,
    #[msg("the source is not one of the meter's, or storage is said to generate")]
    BadSource = 18,
    #[msg("the serial is not the meter's next: another certificate came first")]
    WrongSerial = 19,
    #[msg("the certificate is not in the state that this needs")]
    WrongState = 20,
    #[msg("the signer is no approver of the present set")]
    NotApprover = 21,
    #[msg("an approver does not vote on what it asked for or gains by")]
    OwnRequest = 22,
    #[msg("the request has waited too long and can only lapse")]
    RequestExpired = 23,
    #[msg("fewer approvers of the present set approve than the threshold asks for")]
    NotApproved = 24,
    #[msg("the token account is not the producer's for energy")]
    WrongTokenAccount = 25,
    #[msg("the signer does not own the certificate")]
    NotCertificateOwner = 26,
    #[msg("the certificate has expired")]
    CertificateExpired = 27,
    #[msg("the request is decided or may still be, or the certificate has not expired")]
    NotDue = 28,
    #[msg("a text is UTF-8, not empty, padded with zeros")]
    BadText = 29,
    #[msg("a part is at least 1 Wh and less than the whole")]
    BadSplit = 30,
    #[msg("fewer of the present approvers signed than the threshold asks for")]
    ThresholdNotMet = 31,
    #[msg("the new owner is not an active user, or owns the certificate already")]
    NewOwnerInactive = 32,
}
