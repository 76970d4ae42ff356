//! The market's call auction and its forward deliveries: book, clearing, ranking, amounts, in exact integers.
//!
//! The crate knows no ledger: no accounts, clock, allocation or dependency. The trading program hands
//! it the levels of an interval's account as slices and writes back what it answers; Python's
//! `gridtokenx.market.clearing.uniform` gives the same numbers bit for bit. Rule numbers cite the
//! nine clearing rules in `docs/concept/market.md`, "The auction".
//!
//! ```
//! use gridtokenx_engine::{Book, Level, Side, Ticks, Wh};
//!
//! let (mut bids, mut asks) = ([Level::EMPTY; 201], [Level::EMPTY; 201]);
//! let mut book = Book::new(&mut bids, &mut asks, Ticks(150), Wh(1)).unwrap();
//! book.place(Side::Bid, Ticks(260), Wh(300)).unwrap();
//! book.place(Side::Ask, Ticks(200), Wh(500)).unwrap();
//! let clearing = book.clear();
//! assert_eq!(clearing.price, Some(Ticks(200)));
//! assert_eq!((clearing.cleared_wh, clearing.marginal), (300, Some(Side::Ask)));
//! ```
#![no_std]
#![forbid(unsafe_op_in_unsafe_fn)]
#![deny(missing_docs)]

mod book;
mod clearing;
mod error;
mod flow;
mod level;
mod quantity;
mod ranking;
mod settlement;

pub use book::Book;
pub use clearing::{Clearing, NO_PRICE};
pub use error::Error;
pub use flow::{Delivery, Measured, Promise};
pub use level::{levels_of, levels_of_mut, Level};
pub use quantity::{CreditUnits, Side, Ticks, Wh, UNITS_PER_WH};
pub use ranking::Ranking;
pub use settlement::{AskSettlement, BidSettlement, Order, Outcome};
