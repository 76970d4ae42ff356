//! Whether accounts belong together: a reservation, its zone's book, its meters' covers, feeds and batch.
//!
//! Accounts of this program and of the oracle are made at their derived addresses only, so an account of the right
//! type that names the meter and the interval is the one. Where an account may be missing its address is derived.

use anchor_lang::prelude::*;
use gridtokenx_interface::ORACLE_ID;
use oracle::state::{Batch, MeterFeed};

use crate::error::TradingError;
use crate::forward::{Cover, ForwardBook, Reservation};

/// What is known of a meter's newest reading.
#[derive(Clone, Copy, Default)]
pub struct Attested {
    /// When it ends [epoch s]; 0 when there is none.
    pub end: i64,
    /// Its import [Wh].
    pub import_wh: u32,
    /// Its export [Wh].
    pub export_wh: u32,
}

/// The interval as the oracle's batch has it.
#[derive(Clone, Copy)]
pub struct Batched {
    /// When it ends [epoch s].
    pub end: i64,
    /// Whether all its readings are attested.
    pub sealed: bool,
}

/// Refuse another zone's or interval's book, and other meters' covers.
pub fn check_counts(
    reservation: &Reservation,
    book: &ForwardBook,
    buyer_cover: &Cover,
    seller_cover: &Cover,
) -> Result<()> {
    let is_book = book.zone == reservation.zone && book.start == reservation.start;
    require!(is_book, TradingError::WrongForwardBook);
    let are_covers = is_cover(buyer_cover, &reservation.buyer_meter, reservation.start)
        && is_cover(seller_cover, &reservation.seller_meter, reservation.start);
    require!(are_covers, TradingError::WrongCover);
    Ok(())
}

/// Whether a cover is that of a meter and an interval.
pub fn is_cover(cover: &Cover, meter: &Address, start: i64) -> bool {
    cover.start == start && anchor_lang::address_eq(&cover.meter, meter)
}

/// What a meter's deficit was covered with before the spot market [Wh]; nothing where there is no cover.
pub fn covered_wh(view: &AccountView, meter: &Address, start: i64) -> Result<u64> {
    if view.owned_by(&crate::ID) {
        let cover = Account::<Cover>::load(*view).map_err(|_| TradingError::WrongCover)?;
        require!(is_cover(&cover, meter, start), TradingError::WrongCover);
        return Ok(cover.covered_wh);
    }
    let (address, _) = find_program_address(&[b"cover", meter.as_ref(), &start.to_le_bytes()], &crate::ID);
    require!(anchor_lang::address_eq(view.address(), &address), TradingError::WrongCover);
    Ok(0)
}

/// The newest reading of a meter, from its feed, which may be missing.
pub fn attested(view: &AccountView, meter: &Address) -> Result<Attested> {
    if view.owned_by(&ORACLE_ID) {
        let feed = Account::<MeterFeed>::load(*view).map_err(|_| TradingError::WrongMeter)?;
        require!(anchor_lang::address_eq(&feed.meter, meter), TradingError::WrongMeter);
        return Ok(Attested {
            end: feed.last_end,
            import_wh: feed.last_import_wh,
            export_wh: feed.last_export_wh,
        });
    }
    let (address, _) = find_program_address(&[b"feed", meter.as_ref()], &ORACLE_ID);
    require!(anchor_lang::address_eq(view.address(), &address), TradingError::WrongMeter);
    Ok(Attested::default())
}

/// The batch of an interval, which may be missing; its length is then the configuration's.
pub fn batched(view: &AccountView, start: i64, interval_s: u32) -> Result<Batched> {
    if view.owned_by(&ORACLE_ID) {
        let batch = Account::<Batch>::load(*view).map_err(|_| TradingError::WrongBatch)?;
        require!(batch.interval_start == start, TradingError::WrongBatch);
        return Ok(Batched { end: end_of(start, batch.length_s)?, sealed: batch.sealed == 1 });
    }
    let (address, _) = find_program_address(&[b"batch", &start.to_le_bytes()], &ORACLE_ID);
    require!(anchor_lang::address_eq(view.address(), &address), TradingError::WrongBatch);
    Ok(Batched { end: end_of(start, interval_s)?, sealed: false })
}

fn end_of(start: i64, length_s: u32) -> Result<i64> {
    start.checked_add(i64::from(length_s)).ok_or(TradingError::Overflow.into())
}
