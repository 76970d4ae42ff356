//! What the program refuses. A code never changes its meaning.

use anchor_lang::prelude::*;

#[error_code]
pub enum GovernanceError {
    #[msg("the signer is not the authority of the configuration")]
    Unauthorized = 0,
    #[msg("price_max - price_min is over 599 ticks, or price_max is below price_min")]
    BandTooWide = 1,
    #[msg("a parameter is out of its range")]
    BadParameter = 2,
    #[msg("no authority was proposed, or another one than the signer")]
    NoPendingAuthority = 3,
    #[msg("the signer is not the upgrade authority in the program's ProgramData account")]
    NotUpgradeAuthority = 4,
    #[msg("an approver is missing, zero or named twice, or the threshold is not between 1 and their number")]
    BadApprovers = 5,
    #[msg("fewer of the present approvers signed than the threshold asks for")]
    ThresholdNotMet = 6,
    #[msg("the pause mask is 0 or has an unknown bit")]
    BadMask = 7,
    #[msg("the program is none of governance, registry, oracle, energy_token and trading")]
    UnknownProgram = 8,
    #[msg("the account is not where the loader keeps the program's code")]
    WrongProgramData = 9,
    #[msg("the buffer's authority is not governance's upgrade_authority address, so somebody could still change it")]
    WrongBuffer = 10,
}
