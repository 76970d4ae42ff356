//! How much an owner may bid for: what the owner's meters lacked in the interval, as attested.

use anchor_lang::prelude::*;
use oracle::state::MeterFeed;
use registry::state::Meter;

use crate::error::TradingError;
use crate::state::MarketInterval;

/// Add up the deficits of an owner's meters [Wh].
///
/// `pairs` holds a meter and its feed each, in strictly ascending order of the meters' addresses, so that none
/// counts twice.
pub fn attested_deficit(pairs: &[AccountView], owner: &Address, interval: &MarketInterval) -> Result<u32> {
    require!(pairs.len().is_multiple_of(2), TradingError::AccountsIncomplete);
    let mut total = 0_u32;
    let mut last: Option<&Address> = None;
    for pair in pairs.chunks_exact(2) {
        let address = pair[0].address();
        require!(last.is_none_or(|before| before < address), TradingError::MetersNotAscending);
        last = Some(address);
        let deficit = deficit_of(pair, owner, interval)?;
        total = total.checked_add(deficit).ok_or(TradingError::Overflow)?;
    }
    Ok(total)
}

/// What one meter lacked: import less export of the interval, if positive [Wh].
fn deficit_of(pair: &[AccountView], owner: &Address, interval: &MarketInterval) -> Result<u32> {
    let meter = Account::<Meter>::load(pair[0])?;
    let feed = Account::<MeterFeed>::load(pair[1])?;
    let is_owners = anchor_lang::address_eq(&meter.owner, owner);
    let is_meters = anchor_lang::address_eq(&feed.meter, pair[0].address());
    require!(is_owners && is_meters, TradingError::WrongMeter);
    require!(feed.last_end == interval.end, TradingError::NotAttested);
    Ok(feed.last_import_wh.saturating_sub(feed.last_export_wh))
}
