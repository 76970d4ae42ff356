//! `close_cover`: a meter's counts of an interval whose bids are all placed, by anybody; the rent to who paid it.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::forward::Cover;
use crate::state::{MarketInterval, Zone, INTERVAL_CLEARED};

#[derive(Accounts)]
pub struct CloseCover {
    #[account(mut, close = payer)]
    pub cover: Account<Cover>,
    #[account(constraint = zone_account.zone == cover.zone @ TradingError::WrongZone)]
    pub zone_account: Account<Zone>,
    /// The market interval of the cover, which may be closed already.
    pub interval: UncheckedAccount,
    #[account(mut, address = cover.payer @ TradingError::WrongPayer)]
    pub payer: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<CloseCover>) -> Result<()> {
    let accounts = &ctx.accounts;
    let cover = &accounts.cover;
    require!(cover.unresolved == 0, TradingError::FlowUnresolved);
    // From then on the zone can open the interval no more, or has.
    require!(accounts.zone_account.last_opened >= cover.start, TradingError::CoverNeeded);
    let view = accounts.interval.account();
    if view.owned_by(&crate::ID) {
        let interval = Account::<MarketInterval>::load(*view).map_err(|_| TradingError::WrongInterval)?;
        let is_covers = interval.start == cover.start && interval.zone == cover.zone;
        require!(is_covers, TradingError::WrongInterval);
        require!(interval.state == INTERVAL_CLEARED, TradingError::CoverNeeded);
        return Ok(());
    }
    let seeds: &[&[u8]] = &[b"interval", &cover.zone.to_le_bytes(), &cover.start.to_le_bytes()];
    let (address, _) = find_program_address(seeds, &crate::ID);
    require!(anchor_lang::address_eq(view.address(), &address), TradingError::WrongInterval);
    Ok(())
}
