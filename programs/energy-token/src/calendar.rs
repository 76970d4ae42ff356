//! Quarter hours: an interval of a meter is certified once.
//!
//! The days that an interval touches are remaining accounts, in order. Only `open_certified_day` makes such accounts,
//! one for each meter and day, and each names both: its address is not derived again.

use anchor_lang::prelude::*;

use crate::certificate::CertifiedDay;
use crate::error::EnergyTokenError;

/// What is certified is a number of these [s].
pub const QUARTER_HOUR_S: i64 = 900;
const DAY_S: i64 = 86_400;
const QUARTERS: i64 = DAY_S / QUARTER_HOUR_S;
/// A month, and as many accounts as a transaction with a lookup table holds with ease.
pub const MAX_DAYS: i64 = 31;
const WORD: usize = 32;

/// Times of a certificate, checked [epoch s].
#[derive(Clone, Copy)]
pub struct Span {
    start: i64,
    end: i64,
}

impl Span {
    /// Whole quarter hours, at least one, on at most [`MAX_DAYS`] days.
    ///
    /// # Errors
    /// `BadInterval`: it is none.
    pub fn new(start: i64, end: i64) -> Result<Self> {
        let is_whole = start >= 0 && start < end && start % QUARTER_HOUR_S == 0 && end % QUARTER_HOUR_S == 0;
        require!(is_whole, EnergyTokenError::BadInterval);
        let span = Self { start, end };
        require!(span.last_day() - span.first_day() < MAX_DAYS, EnergyTokenError::BadInterval);
        Ok(span)
    }

    /// How many quarter hours it has.
    pub fn quarter_hours(&self) -> u64 {
        ((self.end - self.start) / QUARTER_HOUR_S).unsigned_abs()
    }

    fn first_day(&self) -> i64 {
        self.start / DAY_S
    }

    fn last_day(&self) -> i64 {
        (self.end - 1) / DAY_S
    }

    /// Its quarter hours of a day, as the first and the one past the last, 0 to 96.
    fn quarters_of(&self, day: i64) -> (i64, i64) {
        let midnight = day * DAY_S;
        let from = (self.start.max(midnight) - midnight) / QUARTER_HOUR_S;
        let until = (self.end.min(midnight + DAY_S) - midnight) / QUARTER_HOUR_S;
        (from, until)
    }
}

/// Take a span's quarter hours.
///
/// # Errors
/// `WrongDays`: the accounts are others than the days it touches. `IntervalCertified`: one is taken.
pub fn take(days: &[AccountView], meter: &Address, span: Span) -> Result<()> {
    visit(days, meter, span, |day, masks| {
        let is_free = day.taken.iter().zip(masks).all(|(taken, mask)| taken & mask == 0);
        require!(is_free, EnergyTokenError::IntervalCertified);
        day.taken.iter_mut().zip(masks).for_each(|(taken, mask)| *taken |= mask);
        Ok(())
    })
}

/// Give a span's quarter hours back.
///
/// # Errors
/// `WrongDays`: the accounts are others than the days it touches.
pub fn free(days: &[AccountView], meter: &Address, span: Span) -> Result<()> {
    visit(days, meter, span, |day, masks| {
        day.taken.iter_mut().zip(masks).for_each(|(taken, mask)| *taken &= !mask);
        Ok(())
    })
}

fn visit(
    days: &[AccountView],
    meter: &Address,
    span: Span,
    mut change: impl FnMut(&mut CertifiedDay, [u32; 3]) -> Result<()>,
) -> Result<()> {
    let wanted = span.first_day()..=span.last_day();
    let count = span.last_day() - span.first_day() + 1;
    require!(usize::try_from(count) == Ok(days.len()), EnergyTokenError::WrongDays);
    for (view, day) in days.iter().zip(wanted) {
        // SAFETY: one day is loaded at a time and dropped before the next, and no declared account of an instruction
        // that calls this is a day.
        let mut certified = unsafe { Account::<CertifiedDay>::load_mut(*view) }?;
        let is_wanted = certified.day == day && anchor_lang::address_eq(&certified.meter, meter);
        require!(is_wanted, EnergyTokenError::WrongDays);
        change(&mut certified, masks(span.quarters_of(day)))?;
    }
    Ok(())
}

/// Bits `from..until` of 96, in three words.
fn masks((from, until): (i64, i64)) -> [u32; 3] {
    let mut words = [0; 3];
    for quarter in from.max(0)..until.min(QUARTERS) {
        let bit = quarter.unsigned_abs() as usize;
        words[bit / WORD] |= 1 << (bit % WORD);
    }
    words
}
