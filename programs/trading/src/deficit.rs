//! How much an owner may bid for: what the owner's meters in the zone lacked in the interval, as attested, less
//! what the forward market has covered of it.

use anchor_lang::prelude::*;
use oracle::state::MeterFeed;
use registry::state::Meter;

use crate::belonging::covered_wh;
use crate::error::TradingError;
use crate::state::MarketInterval;

/// Accounts that show a meter's deficit: the meter and its feed.
const SHOWN: usize = 2;
/// The same where the forward market has covered deficits of the interval: the meter's cover, which may be missing.
const SHOWN_WITH_COVER: usize = 3;

/// Add up the deficits of an owner's meters [Wh].
///
/// `views` holds [`SHOWN`] or [`SHOWN_WITH_COVER`] accounts for each meter, in strictly ascending order of the
/// meters' addresses, so that none counts twice.
pub fn attested_deficit(views: &[AccountView], owner: &Address, interval: &MarketInterval) -> Result<u32> {
    let step = if interval.has_cover == 0 { SHOWN } else { SHOWN_WITH_COVER };
    require!(views.len().is_multiple_of(step), TradingError::AccountsIncomplete);
    let mut total = 0_u32;
    let mut last: Option<&Address> = None;
    for shown in views.chunks_exact(step) {
        let address = shown[0].address();
        require!(last.is_none_or(|before| before < address), TradingError::MetersNotAscending);
        last = Some(address);
        let deficit = deficit_of(shown, owner, interval)?;
        total = total.checked_add(deficit).ok_or(TradingError::Overflow)?;
    }
    Ok(total)
}

/// What one meter lacked and nobody covered: import less export of the interval, if positive [Wh].
fn deficit_of(shown: &[AccountView], owner: &Address, interval: &MarketInterval) -> Result<u32> {
    let meter = Account::<Meter>::load(shown[0])?;
    let feed = Account::<MeterFeed>::load(shown[1])?;
    let is_owners = anchor_lang::address_eq(&meter.owner, owner);
    let is_meters = anchor_lang::address_eq(&feed.meter, shown[0].address());
    require!(is_owners && is_meters, TradingError::WrongMeter);
    require!(meter.zone == interval.zone, TradingError::WrongZone);
    require!(feed.last_end == interval.end, TradingError::NotAttested);
    let deficit = feed.last_import_wh.saturating_sub(feed.last_export_wh);
    let Some(cover) = shown.get(SHOWN) else {
        return Ok(deficit);
    };
    let covered = covered_wh(cover, shown[0].address(), interval.start)?;
    // A cover is at most the deficit, so what is left fits.
    Ok(u64::from(deficit).saturating_sub(covered) as u32)
}
