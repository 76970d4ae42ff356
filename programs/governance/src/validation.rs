//! Ranges that every configuration keeps to, however it came about.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::state::{Config, LABEL_BYTES, MAX_APPROVERS, MAX_PREFIXES};

/// Levels of an order book, less one.
const BAND_MAX: u16 = 599;
/// 15 minutes is usual; a day is the longest that a meter's 32-bit watt-hours are checked for.
const INTERVAL_MAX_S: u32 = 86_400;
/// A forecast that reaches further is none.
const HORIZON_MAX_S: u32 = 31 * 86_400;
/// The tick that trading uses for "no price".
const NO_PRICE: u16 = u16::MAX;
const ALL_PAUSES: u8 = gridtokenx_interface::PAUSE_ATTEST
    | gridtokenx_interface::PAUSE_ORDERS
    | gridtokenx_interface::PAUSE_REGISTRATION;
/// The key that nobody has.
pub(crate) const NOBODY: Address = Address::new_from_array([0; 32]);

/// Check what `set_parameters` may set.
pub fn check_parameters(config: &Config) -> Result<()> {
    let band = config.price_max.checked_sub(config.price_min).ok_or(GovernanceError::BandTooWide)?;
    require!(band <= BAND_MAX, GovernanceError::BandTooWide);
    let usable = config.price_max < NO_PRICE
        && config.oracle != NOBODY
        && (1..=INTERVAL_MAX_S).contains(&config.interval_s)
        && config.max_age_s >= config.interval_s
        && config.min_lot_wh > 0
        && config.feed_in_price <= config.grid_price
        && config.request_life_s > 0
        && config.certificate_life_s > 0
        && config.forward_horizon_s <= HORIZON_MAX_S;
    require!(usable, GovernanceError::BadParameter);
    check_prefixes(config)
}

/// Check model, approvers and threshold.
pub fn check_approvers(config: &Config) -> Result<()> {
    require!(config.model <= gridtokenx_interface::MODEL_REGULATORS, GovernanceError::BadParameter);
    let count = usize::from(config.approver_count);
    require!(count <= MAX_APPROVERS, GovernanceError::BadApprovers);
    let nobody_needed =
        count == 0 && config.threshold == 0 && config.model == gridtokenx_interface::MODEL_ENGINEERING;
    let reachable = config.threshold >= 1 && usize::from(config.threshold) <= count;
    require!(nobody_needed || reachable, GovernanceError::BadApprovers);
    let (used, unused) = config.approvers.split_at(count);
    let unique = used.iter().enumerate().all(|(i, key)| *key != NOBODY && !used[..i].contains(key));
    require!(unique && unused.iter().all(|key| *key == NOBODY), GovernanceError::BadApprovers);
    Ok(())
}

/// Check that a mask names at least one activity and none that is unknown.
pub fn check_mask(mask: u8) -> Result<()> {
    require!(mask != 0 && mask & !ALL_PAUSES == 0, GovernanceError::BadMask);
    Ok(())
}

/// Check that a pause state has no unknown bit.
pub fn check_paused(paused: u8) -> Result<()> {
    require!(paused & !ALL_PAUSES == 0, GovernanceError::BadMask);
    Ok(())
}

/// An accepted prefix is not empty: an empty one would accept every meter.
fn check_prefixes(config: &Config) -> Result<()> {
    let count = usize::from(config.prefix_count);
    require!(count <= MAX_PREFIXES, GovernanceError::BadParameter);
    let (used, unused) = config.prefixes.split_at(count);
    let clean = used.iter().all(|prefix| prefix[0] != 0 && prefix.is_ascii());
    require!(clean && unused.iter().all(|prefix| *prefix == [0; LABEL_BYTES]), GovernanceError::BadParameter);
    Ok(())
}
