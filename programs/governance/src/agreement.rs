//! Whether enough approvers agree to what the authority alone may not do.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::state::{Config, MAX_APPROVERS};

/// Do nothing when as many of the present approvers signed as the threshold says; without approvers nobody need.
///
/// # Errors
/// Fewer did.
pub fn check_threshold(config: &Config, agreeing: &[AccountView]) -> Result<()> {
    require!(votes(config, agreeing) >= usize::from(config.threshold), GovernanceError::ThresholdNotMet);
    Ok(())
}

/// Count approvers that signed; one that is passed twice counts once, since approvers are unique.
fn votes(config: &Config, agreeing: &[AccountView]) -> usize {
    let present = &config.approvers[..usize::from(config.approver_count).min(MAX_APPROVERS)];
    let signed = |key: &Address| agreeing.iter().any(|view| view.is_signer() && view.address() == key);
    present.iter().filter(|key| signed(key)).count()
}
