//! What the program refuses. A code never changes its meaning.

use anchor_lang::prelude::*;

#[error_code]
pub enum RegistryError {
    #[msg("the signer is not governance's authority")]
    Unauthorized = 0,
    #[msg("registration is paused")]
    Paused = 1,
    #[msg("the meter id has none of the prefixes that the engineering authority accepts")]
    InvalidEngineeringMeter = 2,
    #[msg("a meter id is 1 to 32 printable ASCII characters, padded with zeros")]
    BadMeterId = 3,
    #[msg("a role is 0 prosumer, 1 consumer, 2 operator or 3 regulator")]
    BadRole = 4,
    #[msg("a status to set is 0 active or 1 suspended; retire_meter retires")]
    BadStatus = 5,
    #[msg("a retired meter stays retired")]
    MeterRetired = 6,
    #[msg("the signing key is zero, a source bit is unknown, or a meter that generates has no capacity")]
    BadParameter = 7,
    #[msg("the user is not active")]
    UserInactive = 8,
    #[msg("an agent's key is zero or its owner's own, its sides are unknown, or it may order nothing")]
    BadAgent = 9,
    #[msg("an agent's authority would end before it begins")]
    AgentExpired = 10,
}
