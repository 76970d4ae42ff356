//! One meter's interval: checked, added to its feed, logged.

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{ENERGY_MINT, MODEL_ENGINEERING};
use pinocchio_token::state::Account as TokenAccount;
use registry::state::{Meter, STATUS_ACTIVE};

use crate::entry::{Entry, Limits};
use crate::error::OracleError;
use crate::events::ReadingAttested;
use crate::state::MeterFeed;

/// The interval that is attested.
#[derive(Clone, Copy)]
pub struct Interval {
    /// When it begins [epoch s].
    pub start: i64,
    /// When it ends [epoch s].
    pub end: i64,
    /// Its length [s].
    pub length_s: u32,
}

/// The accounts of one meter.
pub struct Metered<'a> {
    /// Its entry in the registry.
    pub meter: &'a Account<Meter>,
    /// What is attested of it.
    pub feed: &'a mut MeterFeed,
    /// Where its surplus goes.
    pub energy: &'a AccountView,
}

/// Attest one meter's interval, all but the minting, and return what is to be minted [Wh].
pub fn attest(config: &Config, interval: Interval, metered: Metered, entry: &Entry) -> Result<u32> {
    let Metered { meter, feed, energy } = metered;
    check_meter(config, meter)?;
    require!(anchor_lang::address_eq(&feed.meter, meter.address()), OracleError::FeedMismatch);
    require!(interval.start >= feed.last_end, OracleError::StaleReading);
    Limits::new(meter, interval.length_s, config.meter_limit_wh).check(entry)?;
    check_owner(energy, &meter.owner)?;
    let minted_wh = if config.model == MODEL_ENGINEERING { entry.surplus_wh() } else { 0 };
    let previous_end = feed.last_end;
    feed.add(interval.end, entry, minted_wh)?;
    emit!(ReadingAttested {
        meter: *meter.address(),
        interval_start: interval.start,
        generated_wh: entry.generated_wh,
        consumed_wh: entry.consumed_wh,
        import_wh: entry.import_wh,
        export_wh: entry.export_wh,
        minted_wh: u64::from(minted_wh),
        previous_end,
    });
    Ok(minted_wh)
}

fn check_meter(config: &Config, meter: &Meter) -> Result<()> {
    require!(meter.status == STATUS_ACTIVE, OracleError::MeterInactive);
    let refused = config.model == MODEL_ENGINEERING && !config.accepts_meter_id(&meter.meter_id);
    require!(!refused, OracleError::InvalidEngineeringMeter);
    Ok(())
}

fn check_owner(energy: &AccountView, owner: &Address) -> Result<()> {
    let is_owners = TokenAccount::from_account_view(energy).is_ok_and(|token| {
        token.is_initialized()
            && anchor_lang::address_eq(token.mint(), &ENERGY_MINT)
            && anchor_lang::address_eq(token.owner(), owner)
    });
    require!(is_owners, OracleError::WrongTokenAccount);
    Ok(())
}
