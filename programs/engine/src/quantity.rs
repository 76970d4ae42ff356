//! Quantities as types, so that energy, price and money cannot be mixed up.

/// Base units of the energy token in one watt-hour: 1 kWh = 1 token = 10^9 units.
pub const UNITS_PER_WH: u64 = 1_000_000;

/// Energy of one order or fill in whole watt-hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Wh(pub u32);

impl Wh {
    /// No energy.
    pub const ZERO: Self = Self(0);

    /// The same energy in base units of the energy token; exact, below 2^52.
    #[inline]
    pub const fn energy_units(self) -> u64 {
        self.0 as u64 * UNITS_PER_WH
    }

    /// What this energy costs at a price: 1 Wh x 1 tick = 1 credit unit; exact, below 2^48.
    #[inline]
    pub const fn at(self, price: Ticks) -> CreditUnits {
        CreditUnits(self.0 as u64 * price.0 as u64)
    }

    /// The difference, or nothing when `other` is larger.
    #[inline]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(wh) => Some(Self(wh)),
            None => None,
        }
    }
}

/// A price in ticks of 0.001 credit per kWh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Ticks(pub u16);

/// Money in units of 10^-6 campus credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct CreditUnits(pub u64);

impl CreditUnits {
    /// The sum, or nothing when it does not fit.
    #[inline]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The difference, or nothing when `other` is larger.
    #[inline]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }
}

/// Which way an order trades; the values are those of the ledger's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Buys energy, locks credit.
    Bid = 0,
    /// Sells energy, locks energy tokens.
    Ask = 1,
}

impl Side {
    /// The side that a stored byte stands for.
    #[inline]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Bid),
            1 => Some(Self::Ask),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_amounts_are_exact() {
        let most = Wh(u32::MAX);
        assert_eq!(u128::from(most.energy_units()), u128::from(u32::MAX) * 1_000_000);
        assert_eq!(u128::from(most.at(Ticks(u16::MAX)).0), u128::from(u32::MAX) * u128::from(u16::MAX));
    }

    #[test]
    fn money_never_wraps() {
        assert_eq!(CreditUnits(1).checked_sub(CreditUnits(2)), None);
        assert_eq!(CreditUnits(u64::MAX).checked_add(CreditUnits(1)), None);
        assert_eq!(Wh(1).checked_sub(Wh(2)), None);
    }

    #[test]
    fn a_side_survives_its_byte() {
        for side in [Side::Bid, Side::Ask] {
            assert_eq!(Side::from_byte(side as u8), Some(side));
        }
        assert_eq!(Side::from_byte(2), None);
    }
}
