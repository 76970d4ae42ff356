//! Watt-hours and ticks into base units and grams, checked.

use anchor_lang::prelude::*;
use gridtokenx_interface::UNITS_PER_WH;

use crate::error::EnergyTokenError;

const WH_PER_KWH: u64 = 1_000;

/// Energy [Wh] in base units of the token.
pub fn energy_units(wh: u64) -> Result<u64> {
    require!(wh > 0, EnergyTokenError::ZeroAmount);
    Ok(wh.checked_mul(UNITS_PER_WH).ok_or(EnergyTokenError::AmountOverflow)?)
}

/// What energy [Wh] costs at a price [ticks]: 1 Wh x 1 tick = 1 credit unit, exact.
pub fn credit_units(wh: u64, price: u16) -> Result<u64> {
    Ok(wh.checked_mul(u64::from(price)).ok_or(EnergyTokenError::AmountOverflow)?)
}

/// Grams of a quantity of energy [Wh] by a factor [g/kWh], rounded down: exact for each whole kWh and for the rest.
pub fn emission_g(wh: u64, g_per_kwh: u32) -> Result<u64> {
    let factor = u64::from(g_per_kwh);
    let whole = (wh / WH_PER_KWH).checked_mul(factor).ok_or(EnergyTokenError::AmountOverflow)?;
    let rest = wh % WH_PER_KWH * factor / WH_PER_KWH;
    Ok(whole.checked_add(rest).ok_or(EnergyTokenError::AmountOverflow)?)
}

/// Take from a total.
pub fn subtract(total: &mut u64, amount: u64) -> Result<()> {
    *total = total.checked_sub(amount).ok_or(EnergyTokenError::AmountOverflow)?;
    Ok(())
}

/// Add to a total.
pub fn add(total: &mut u64, amount: u64) -> Result<()> {
    *total = total.checked_add(amount).ok_or(EnergyTokenError::AmountOverflow)?;
    Ok(())
}
