//! Runs books from standard input, one a line, so that another implementation can be compared.
//!
//! A line is `band_min levels min_lot` and then operations: `b220:300` bids for 300 Wh at 220 ticks,
//! `a200:50` asks, `x0` cancels the order of operation 0. The answer is `price cleared_wh marginal
//! marginal_wh` (price `-` when there is none; marginal `b`, `a` or `-`) and then, per operation, the
//! fill in Wh, `e<code>` for a refused one, `x` for a cancelled order and `-` for a cancellation.

use std::io::{self, BufRead, BufWriter, Write};

use gridtokenx_engine::{Book, Clearing, Error, Level, Order, Outcome, Side, Ticks, Wh};

/// What an operation left behind.
enum Entry {
    Live(Order),
    Cancelled,
    Refused(Error),
    Cancellation,
}

fn operate(book: &mut Book, entries: &mut Vec<Entry>, operation: &str) -> Option<()> {
    let (kind, rest) = operation.split_at_checked(1)?;
    if kind == "x" {
        let target = entries.get_mut(rest.parse::<usize>().ok()?)?;
        let entry = match target {
            Entry::Live(order) => match book.cancel(order.side, order.limit, order.quantity) {
                Ok(()) => Entry::Cancellation,
                Err(error) => Entry::Refused(error),
            },
            _ => Entry::Refused(Error::NotInBook),
        };
        if matches!(entry, Entry::Cancellation) {
            *target = Entry::Cancelled;
        }
        entries.push(entry);
        return Some(());
    }
    let side = if kind == "b" { Side::Bid } else { Side::Ask };
    let (limit, quantity) = rest.split_once(':')?;
    let (limit, quantity) = (Ticks(limit.parse().ok()?), Wh(quantity.parse().ok()?));
    entries.push(match book.place(side, limit, quantity) {
        Ok(ticket) => Entry::Live(Order { side, limit, quantity, ticket, ranked: None }),
        Err(error) => Entry::Refused(error),
    });
    Some(())
}

/// Walk the rationed level in ticket order, as the ledger's `rank_orders` does.
fn rank(entries: &mut [Entry], clearing: &Clearing) -> Result<Outcome, Error> {
    let mut outcome = clearing.outcome();
    while !outcome.ranking.is_finished() {
        let cursor = outcome.ranking.cursor;
        let next = entries.iter_mut().find_map(|entry| match entry {
            Entry::Live(order)
                if Some(order.side) == clearing.marginal
                    && Some(order.limit) == clearing.price
                    && order.ticket == cursor =>
            {
                Some(order)
            }
            _ => None,
        });
        match next {
            Some(order) => order.ranked = Some(outcome.ranking.rank(cursor, order.quantity)?),
            None => drop(outcome.ranking.rank(cursor, Wh::ZERO)?),
        }
    }
    Ok(outcome)
}

fn answer(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let band_min = Ticks(words.next()?.parse().ok()?);
    let levels = words.next()?.parse().ok()?;
    let min_lot = Wh(words.next()?.parse().ok()?);
    let (mut bids, mut asks) = (vec![Level::EMPTY; levels], vec![Level::EMPTY; levels]);
    let mut book = Book::new(&mut bids, &mut asks, band_min, min_lot).ok()?;
    let mut entries = Vec::new();
    for word in words {
        operate(&mut book, &mut entries, word)?;
    }
    let clearing = book.clear();
    let outcome = rank(&mut entries, &clearing).ok()?;
    let price = clearing.price.map_or("-".into(), |price| price.0.to_string());
    let marginal = clearing.marginal.map_or("-", |side| if side == Side::Bid { "b" } else { "a" });
    let mut text = format!("{price} {} {marginal} {}", clearing.cleared_wh, clearing.marginal_wh);
    for entry in &entries {
        text += &match entry {
            Entry::Live(order) => format!(" {}", outcome.fill(order).ok()?.0),
            Entry::Cancelled => " x".into(),
            Entry::Refused(error) => format!(" e{}", error.code()),
            Entry::Cancellation => " -".into(),
        };
    }
    Some(text)
}

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line?;
        let Some(text) = answer(&line) else {
            eprintln!("line {}: not a book, or one that does not settle: {line}", number + 1);
            std::process::exit(1);
        };
        writeln!(out, "{text}")?;
    }
    out.flush()
}
