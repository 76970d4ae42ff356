//! The auction's properties, held against a brute-force search over single prices and orders.
//!
//! Every book of a small band is enumerated, and random ones with cancels come from fixed seeds.

mod market;

use gridtokenx_engine::{Side, Wh};
use market::{Market, Random};

/// Enumerate every sequence of `count` orders over 3 prices, 2 sides and 3 quantities.
fn every_book(count: u32, mut check: impl FnMut(&mut Market)) {
    for mut code in 0..18_u32.pow(count) {
        let mut market = Market::new(7, 3);
        for _ in 0..count {
            let (kind, wh) = (code % 6, (code / 6) % 3 + 1);
            let side = if kind < 3 { Side::Bid } else { Side::Ask };
            market.place(side, 7 + (kind % 3) as u16, wh).unwrap();
            code /= 18;
        }
        check(&mut market);
    }
}

#[test]
fn every_small_book_clears_at_the_largest_volume_of_any_single_price() {
    for count in 0..=4 {
        every_book(count, |market| market.check_clearing());
    }
}

#[test]
fn random_books_with_cancels_hold_every_property() {
    let mut random = Random(1);
    for _ in 0..20_000 {
        let mut market = Market::random(&mut random);
        market.check_clearing();
        market.check_settlement(&mut random);
    }
}

#[test]
fn cancelling_everything_leaves_only_tombstones() {
    let mut random = Random(2);
    for _ in 0..500 {
        let mut market = Market::random(&mut random);
        for index in 0..market.orders.len() {
            market.cancel(index);
        }
        let clearing = market.clear();
        assert_eq!((clearing.price, clearing.cleared_wh), (None, 0));
        assert!(market.bids.iter().chain(&market.asks).all(|level| level.wh == 0));
        let tickets: u32 = market.bids.iter().chain(&market.asks).map(|level| level.tickets).sum();
        assert_eq!(tickets as usize, market.orders.len());
    }
}

#[test]
fn a_cancelled_order_is_as_if_it_had_never_been_placed() {
    let mut random = Random(3);
    for _ in 0..5_000 {
        let mut market = Market::random(&mut random);
        let mut fresh = Market::new(market.band_min, market.bids.len());
        for placed in market.orders.iter().filter(|placed| placed.live) {
            fresh.place(placed.order.side, placed.order.limit.0, placed.order.quantity.0).unwrap();
        }
        let (with, without) = (market.clear(), fresh.clear());
        assert_eq!((with.price, with.cleared_wh), (without.price, without.cleared_wh));
        assert_eq!((with.marginal, with.marginal_wh), (without.marginal, without.marginal_wh));
        market.rank();
        fresh.rank();
        let fills: Vec<Wh> = market.live_fills();
        assert_eq!(fills, fresh.live_fills());
    }
}

#[test]
fn the_widest_book_with_the_largest_levels_does_not_wrap() {
    let mut market = Market::new(0, 600);
    for tick in 0..600 {
        market.place(Side::Bid, tick, u32::MAX).unwrap();
        market.place(Side::Ask, tick, u32::MAX).unwrap();
    }
    let clearing = market.clear();
    assert_eq!(clearing.cleared_wh, 300 * u64::from(u32::MAX));
    market.check_clearing();
}
