//! Watt-hours and ticks into base units, checked.

use anchor_lang::prelude::*;
use gridtokenx_interface::UNITS_PER_WH;

use crate::error::EnergyTokenError;

/// Energy [Wh] in base units of the token.
pub fn energy_units(wh: u64) -> Result<u64> {
    require!(wh > 0, EnergyTokenError::ZeroAmount);
    Ok(wh.checked_mul(UNITS_PER_WH).ok_or(EnergyTokenError::AmountOverflow)?)
}

/// What energy [Wh] costs at a price [ticks]: 1 Wh x 1 tick = 1 credit unit, exact.
pub fn credit_units(wh: u64, price: u16) -> Result<u64> {
    Ok(wh.checked_mul(u64::from(price)).ok_or(EnergyTokenError::AmountOverflow)?)
}

/// Add to a total.
pub fn add(total: &mut u64, amount: u64) -> Result<()> {
    *total = total.checked_add(amount).ok_or(EnergyTokenError::AmountOverflow)?;
    Ok(())
}
