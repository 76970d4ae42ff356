//! Quantities, prices and money at random and at their limits, held against 128-bit arithmetic.

#[path = "market/random.rs"]
mod random;

use gridtokenx_engine::{
    AskSettlement, BidSettlement, Book, CreditUnits, Error, Level, Order, Outcome, Ranking, Side, Ticks, Wh,
    NO_PRICE, UNITS_PER_WH,
};
use random::Random;

const CASES: u32 = 20_000;

/// Small numbers, numbers near the limit and anything between, in equal parts.
fn wh(random: &mut Random) -> Wh {
    let max = u64::from(u32::MAX);
    Wh(match random.below(3) {
        0 => random.below(5),
        1 => max - random.below(5),
        _ => random.below(max),
    } as u32)
}

fn ticks(random: &mut Random) -> Ticks {
    let max = u64::from(u16::MAX);
    Ticks(match random.below(3) {
        0 => random.below(5),
        1 => max - random.below(5),
        _ => random.below(max),
    } as u16)
}

fn order(random: &mut Random, side: Side) -> Order {
    Order { side, limit: ticks(random), quantity: wh(random), ticket: 0, ranked: None }
}

#[test]
fn amounts_are_exact_and_never_rounded() {
    let mut random = Random(11);
    for _ in 0..CASES {
        let (energy, price) = (wh(&mut random), ticks(&mut random));
        assert_eq!(u128::from(energy.at(price).0), u128::from(energy.0) * u128::from(price.0));
        assert_eq!(u128::from(energy.energy_units()), u128::from(energy.0) * u128::from(UNITS_PER_WH));
    }
}

#[test]
fn money_adds_and_subtracts_or_answers_nothing() {
    let mut random = Random(12);
    for _ in 0..CASES {
        let shift = random.below(64) as u32;
        let (a, b) = (u64::MAX >> shift, random.below(u64::MAX));
        let (left, right) = (CreditUnits(a), CreditUnits(b));
        assert_eq!(left.checked_add(right).map(|sum| sum.0), a.checked_add(b));
        assert_eq!(left.checked_sub(right).map(|rest| rest.0), a.checked_sub(b));
        let (x, y) = (wh(&mut random), wh(&mut random));
        assert_eq!(x.checked_sub(y).map(|rest| rest.0), x.0.checked_sub(y.0));
    }
}

#[test]
fn a_bids_escrow_is_what_it_pays_and_what_it_gets_back() {
    let mut random = Random(13);
    let mut taken = 0;
    for _ in 0..CASES {
        let (bid, fill, price) = (order(&mut random, Side::Bid), wh(&mut random), ticks(&mut random));
        let allowed = fill <= bid.quantity && (fill == Wh::ZERO || price <= bid.limit);
        match BidSettlement::of(&bid, fill, price) {
            Ok(split) => {
                assert!(allowed);
                assert_eq!(split.paid.0 + split.refunded.0, bid.locked_credit().0);
                assert_eq!((split.paid, split.burned), (fill.at(price), fill));
                taken += 1;
            }
            Err(error) => assert!(!allowed && error == Error::BadFill),
        }
    }
    assert!(taken > CASES / 10, "only {taken} splits were made");
}

#[test]
fn an_asks_escrow_is_what_it_sells_and_what_it_gets_back() {
    let mut random = Random(14);
    let mut taken = 0;
    for _ in 0..CASES {
        let (ask, fill, price) = (order(&mut random, Side::Ask), wh(&mut random), ticks(&mut random));
        let allowed = fill <= ask.quantity && (fill == Wh::ZERO || price >= ask.limit);
        match AskSettlement::of(&ask, fill, price) {
            Ok(split) => {
                assert!(allowed);
                assert_eq!(split.sold.0 + split.returned.0, ask.quantity.0);
                let units = split.sold.energy_units() + split.returned.energy_units();
                assert_eq!((units, split.received), (ask.locked_energy_units(), fill.at(price)));
                taken += 1;
            }
            Err(error) => assert!(!allowed && error == Error::BadFill),
        }
    }
    assert!(taken > CASES / 10, "only {taken} splits were made");
}

#[test]
fn a_level_keeps_the_sum_of_what_is_live_or_stays_as_it_was() {
    let mut random = Random(15);
    for _ in 0..2_000 {
        let (mut bids, mut asks) = ([Level::EMPTY; 1], [Level::EMPTY; 1]);
        let mut live: Vec<Wh> = Vec::new();
        let mut tickets = 0;
        for _ in 0..random.below(20) {
            let mut book = Book::new(&mut bids, &mut asks, Ticks(7), Wh(1)).unwrap();
            let sum: u64 = live.iter().map(|wh| u64::from(wh.0)).sum();
            if !live.is_empty() && random.below(3) == 0 {
                let gone = live.swap_remove(random.below(live.len() as u64) as usize);
                book.cancel(Side::Ask, Ticks(7), gone).unwrap();
                continue;
            }
            let quantity = wh(&mut random);
            let fits = quantity > Wh::ZERO && sum + u64::from(quantity.0) <= u64::from(u32::MAX);
            let placed = book.place(Side::Ask, Ticks(7), quantity);
            assert_eq!(placed.is_ok(), fits);
            if fits {
                assert_eq!(placed, Ok(tickets));
                live.push(quantity);
                tickets += 1;
            }
        }
        let sum: u64 = live.iter().map(|wh| u64::from(wh.0)).sum();
        assert_eq!((u64::from(asks[0].wh), asks[0].tickets, bids[0]), (sum, tickets, Level::EMPTY));
    }
}

#[test]
fn a_ranking_hands_out_its_share_in_ticket_order_and_nothing_else() {
    let mut random = Random(16);
    for _ in 0..5_000 {
        let quantities: Vec<Wh> = (0..1 + random.below(8)).map(|_| Wh(random.below(50) as u32)).collect();
        let total: u64 = quantities.iter().map(|wh| u64::from(wh.0)).sum();
        let share = random.below(total + 1);
        let mut ranking = Ranking { left_wh: share, cursor: 0, tickets: quantities.len() as u32 };
        let (mut given, mut short) = (0, false);
        for (ticket, quantity) in quantities.iter().enumerate() {
            if ranking.is_finished() {
                break;
            }
            let before = ranking;
            assert!(ranking.rank(ticket as u32 + 1, *quantity).is_err(), "a ticket out of turn");
            assert_eq!(ranking, before);
            let fill = ranking.rank(ticket as u32, *quantity).unwrap();
            assert!(fill <= *quantity && !(short && fill > Wh::ZERO));
            short |= fill < *quantity;
            given += u64::from(fill.0);
        }
        assert!(ranking.is_finished());
        assert_eq!((given, ranking.left_wh), (share, 0));
    }
}

#[test]
fn without_a_price_nothing_trades_whatever_the_order() {
    let mut random = Random(17);
    let ranking = Ranking { left_wh: 0, cursor: 0, tickets: 0 };
    let outcome = Outcome { price: None, marginal: None, ranking };
    for _ in 0..1_000 {
        for side in [Side::Bid, Side::Ask] {
            let any = order(&mut random, side);
            assert_eq!(outcome.fill(&any), Ok(Wh::ZERO));
        }
        let bid = order(&mut random, Side::Bid);
        let back = BidSettlement::of(&bid, Wh::ZERO, Ticks(NO_PRICE)).unwrap();
        assert_eq!((back.paid, back.refunded), (CreditUnits(0), bid.locked_credit()));
    }
}
