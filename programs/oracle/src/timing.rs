//! When an interval may be attested.

use anchor_lang::prelude::*;
use governance::state::Config;

use crate::error::OracleError;

/// Refuse an interval that is not aligned, has not ended or is too old.
pub fn check(interval_start: i64, length_s: u32, config: &Config) -> Result<()> {
    let length = i64::from(length_s);
    let is_aligned = interval_start >= 0 && interval_start % length == 0;
    require!(is_aligned, OracleError::IntervalNotAligned);
    let now = Clock::get()?.unix_timestamp;
    let end = end_of(interval_start, length_s)?;
    require!(end <= now, OracleError::ReadingInFuture);
    let age = now.checked_sub(end).ok_or(OracleError::TotalOverflow)?;
    require!(age <= i64::from(config.max_age_s), OracleError::ReadingTooOld);
    Ok(())
}

/// When an interval ends [epoch s].
pub fn end_of(interval_start: i64, length_s: u32) -> Result<i64> {
    Ok(interval_start.checked_add(i64::from(length_s)).ok_or(OracleError::TotalOverflow)?)
}
