//! Forward deliveries at random and at their limits, held against the written rules in 128-bit arithmetic.

#[path = "market/random.rs"]
mod random;

use gridtokenx_engine::{Delivery, Measured, Promise, Ticks, Wh};
use random::Random;

const CASES: u32 = 50_000;

/// Small numbers, numbers near the limit and anything between, in equal parts.
fn number(random: &mut Random, max: u64) -> u64 {
    match random.below(3) {
        0 => random.below(5),
        1 => max - random.below(5),
        _ => random.below(max),
    }
}

fn promise(random: &mut Random) -> Promise {
    Promise {
        quantity: Wh(number(random, u64::from(u32::MAX)) as u32),
        price: Ticks(number(random, u64::from(u16::MAX)) as u16),
        shortfall_price: Ticks(number(random, u64::from(u16::MAX)) as u16),
    }
}

fn measured(random: &mut Random, promise: &Promise) -> Measured {
    let about = u64::from(promise.quantity.0) + 5;
    let mut wh = || match random.below(4) {
        0 => u64::MAX - random.below(5),
        _ => number(random, about.max(5)),
    };
    Measured { surplus_wh: wh(), tokens_wh: wh(), deficit_wh: wh() }
}

#[test]
fn the_least_of_promise_surplus_and_tokens_comes() {
    let mut random = Random(41);
    for _ in 0..CASES {
        let promise = promise(&mut random);
        let there = measured(&mut random, &promise);
        let done = Delivery::of(&promise, &there);
        let most = u64::from(promise.quantity.0).min(there.surplus_wh).min(there.tokens_wh);
        assert_eq!(u64::from(done.delivered.0), most);
        assert_eq!(u64::from(done.covered.0), most.min(there.deficit_wh));
        assert_eq!(done.covered.0 + done.kept.0, done.delivered.0);
        assert_eq!(done.delivered.0 + done.shortfall.0, promise.quantity.0);
    }
}

#[test]
fn the_buyer_pays_the_agreed_price_for_everything_and_the_seller_its_shortfall() {
    let mut random = Random(42);
    for _ in 0..CASES {
        let promise = promise(&mut random);
        let there = measured(&mut random, &promise);
        let done = Delivery::of(&promise, &there);
        let (all, came) = (u128::from(promise.quantity.0), u128::from(done.delivered.0));
        let (price, grid) = (u128::from(promise.price.0), u128::from(promise.shortfall_price.0));
        assert_eq!(u128::from(promise.locked_by_buyer().0), all * price);
        assert_eq!(u128::from(promise.locked_by_seller().0), all * grid);
        assert_eq!(u128::from(done.to_buyer.0), (all - came) * grid);
        assert_eq!(u128::from(done.to_seller.0), all * price + came * grid);
        let locked = promise.locked_by_buyer().0 + promise.locked_by_seller().0;
        assert_eq!(done.to_buyer.0 + done.to_seller.0, locked);
    }
}

#[test]
fn more_surplus_never_pays_the_seller_less() {
    let mut random = Random(43);
    for _ in 0..CASES {
        let promise = promise(&mut random);
        let there = measured(&mut random, &promise);
        let more = Measured { surplus_wh: there.surplus_wh.saturating_add(random.below(100)), ..there };
        let (less, more) = (Delivery::of(&promise, &there), Delivery::of(&promise, &more));
        assert!(more.to_seller >= less.to_seller && more.to_buyer <= less.to_buyer);
        assert!(more.delivered >= less.delivered && more.covered >= less.covered);
    }
}
