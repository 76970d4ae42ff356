//! The accounts of the program: the market, its zones, their intervals and the orders.

use anchor_lang::prelude::*;
use gridtokenx_engine::{Level as EngineLevel, NO_PRICE};

/// Most price levels of an interval: `price_max - price_min` is at most one less.
pub const LEVELS: usize = 600;
/// `MarketInterval.state`: takes orders until the gate closes.
pub const INTERVAL_OPEN: u8 = 0;
/// `MarketInterval.state`: the price is known.
pub const INTERVAL_CLEARED: u8 = 1;
/// `MarketInterval.marginal_side`: both sides fill at the price.
pub const NO_SIDE: u8 = 255;
/// `Order.state`: its escrow is in a vault.
pub const ORDER_OPEN: u8 = 0;
/// `Order.state`: refunded in full; its ticket stays behind as a tombstone.
pub const ORDER_CANCELLED: u8 = 1;
/// `Order.state`: paid, refunded, done.
pub const ORDER_SETTLED: u8 = 2;
/// `Order.flags`: redeem what an ask does not sell at the feed-in price.
pub const FLAG_REDEEM_UNSOLD: u8 = 1;
/// The zone of a trade without meters.
pub const NO_ZONE: u16 = u16::MAX;
/// `Zone.last_opened` before the first interval.
pub const NONE_OPENED: i64 = -1;

/// Where the vaults are. PDA `["market"]`.
#[account]
pub struct Market {
    /// Token account with the energy of open asks.
    pub energy_vault: Address,
    /// Token account with the credit of open bids.
    pub credit_vault: Address,
    /// Bump of the address.
    pub bump: u8,
}

/// A part of the fleet that trades within itself. PDA `["zone", zone u16 le]`.
#[account]
pub struct Zone {
    /// Start of the newest interval opened [epoch s]; -1 at first.
    pub last_opened: i64,
    /// Intervals cleared.
    pub intervals: u64,
    /// Energy that changed hands [Wh].
    pub traded_wh: u64,
    /// What was paid for it [credit units].
    pub turnover_units: u64,
    /// Number of the zone.
    pub zone: u16,
    /// Price of the newest interval that had one [ticks]; 65535 before.
    pub last_price: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 3],
}

/// Open quantity at a price, and how many tickets it has handed out; the engine's level.
#[derive(Clone, Copy, IdlType, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Level {
    /// Open energy, live orders only [Wh].
    pub wh: u32,
    /// Tickets, live and cancelled orders.
    pub tickets: u32,
}

const _: () = assert!(core::mem::size_of::<Level>() == core::mem::size_of::<EngineLevel>());

/// The order book and the result of one interval. PDA `["interval", zone u16 le, start i64 le]`.
#[account]
pub struct MarketInterval {
    /// Who gets the rent back.
    pub payer: Address,
    /// When delivery begins [epoch s].
    pub start: i64,
    /// When delivery ends [epoch s].
    pub end: i64,
    /// When the gate closes: orders before, clearing from then on [epoch s].
    pub gate: i64,
    /// Energy that changes hands [Wh].
    pub cleared_wh: u64,
    /// What the rationed level still has to hand out [Wh].
    pub marginal_left: u64,
    /// Smallest order [Wh].
    pub min_lot_wh: u32,
    /// Bids placed.
    pub bid_count: u32,
    /// Asks placed.
    pub ask_count: u32,
    /// Orders settled.
    pub settled_count: u32,
    /// Orders cancelled.
    pub cancelled_count: u32,
    /// Orders whose account is closed.
    pub closed_count: u32,
    /// Next ticket of the rationed level.
    pub rank_cursor: u32,
    /// Tickets of the rationed level.
    pub rank_tickets: u32,
    /// Number of the zone.
    pub zone: u16,
    /// Lowest price of an order [ticks].
    pub price_min: u16,
    /// Highest price of an order [ticks].
    pub price_max: u16,
    /// The one price [ticks]; 65535 = none.
    pub price: u16,
    /// What the grid paid when the interval was opened [ticks].
    pub feed_in_price: u16,
    /// 0 open, 1 cleared.
    pub state: u8,
    /// Side that is rationed at the price: 0 bids, 1 asks, 255 neither.
    pub marginal_side: u8,
    /// 1 when the forward market covered deficits of the interval: bids then show their meters' covers.
    pub has_cover: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 2],
    /// Demand by price, from `price_min` up.
    pub bids: [Level; LEVELS],
    /// Supply by price, from `price_min` up.
    pub asks: [Level; LEVELS],
}

/// An account that a program creates has at most 10,240 bytes.
const _: () = assert!(core::mem::size_of::<MarketInterval>() + 8 <= 10_240);

impl MarketInterval {
    /// How many orders were placed, cancelled ones too.
    pub fn placed(&self) -> u64 {
        u64::from(self.bid_count) + u64::from(self.ask_count)
    }

    /// Forget what a new account holds: no price and no rationed side.
    pub fn start_without_price(&mut self) {
        self.price = NO_PRICE;
        self.marginal_side = NO_SIDE;
    }
}

/// A bid or an ask and its escrow. PDA `["order", interval, owner, nonce u16 le]`.
#[account]
pub struct Order {
    /// The interval that it trades in.
    pub interval: Address,
    /// Whose it is.
    pub owner: Address,
    /// The owner's first order of the interval, which keeps the cap on bids; itself for nonce 0.
    pub head: Address,
    /// Who gets the rent back.
    pub payer: Address,
    /// Token account for unsold energy.
    pub payout_energy: Address,
    /// Token account for payments and refunds.
    pub payout_credit: Address,
    /// When it was placed [epoch s].
    pub placed_at: i64,
    /// What it offers or asks for [Wh].
    pub quantity_wh: u32,
    /// What it trades [Wh]; known once ranked or settled.
    pub filled_wh: u32,
    /// Its place in time at its level.
    pub ticket: u32,
    /// Of a head order: the attested deficit of its owner [Wh].
    pub bid_cap_wh: u32,
    /// Of a head order: how much of it is bid for [Wh].
    pub bid_open_wh: u32,
    /// Number among the owner's orders of the interval.
    pub nonce: u16,
    /// Most that a bid pays, least that an ask takes [ticks].
    pub limit: u16,
    /// 0 bid, 1 ask.
    pub side: u8,
    /// 0 open, 1 cancelled, 2 settled.
    pub state: u8,
    /// Bit 0: redeem what is unsold at feed-in.
    pub flags: u8,
    /// 1 when the rationed level has given it its share.
    pub ranked: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 3],
}

/// The newest attested interval and a zone's trade. PDA `["market_data", zone u16 le]`.
#[account]
pub struct MarketData {
    /// When the interval begins [epoch s].
    pub start: i64,
    /// Generated in it, all meters of the campus [Wh].
    pub generated_wh: u64,
    /// Consumed [Wh].
    pub consumed_wh: u64,
    /// Imported [Wh].
    pub import_wh: u64,
    /// Exported [Wh].
    pub export_wh: u64,
    /// Energy that changed hands in the zone's auctions, all intervals [Wh].
    pub traded_wh: u64,
    /// Export by import in thousandths; 4294967295 where nobody imported.
    pub supply_demand_milli: u32,
    /// Length of the interval [s].
    pub length_s: u32,
    /// Price of the zone's newest interval that had one [ticks]; 65535 before.
    pub last_price: u16,
    /// Number of the zone.
    pub zone: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 3],
}
