//! Texts of fixed size: beneficiaries, purposes, reasons.

use anchor_lang::prelude::*;

use crate::certificate::TEXT_BYTES;
use crate::error::EnergyTokenError;

/// Check that a text is UTF-8, says something, and is padded with zeros.
///
/// # Errors
/// `BadText`: it is not.
pub fn check(text: &[u8; TEXT_BYTES]) -> Result<()> {
    let length = text.iter().position(|byte| *byte == 0).unwrap_or(TEXT_BYTES);
    let (said, padding) = text.split_at(length);
    let is_clean = length > 0 && padding.iter().all(|byte| *byte == 0);
    require!(is_clean && core::str::from_utf8(said).is_ok(), EnergyTokenError::BadText);
    Ok(())
}
