//! What the program logs.

use anchor_lang::prelude::*;

/// A zone can be traded in.
#[event]
pub struct ZoneOpened {
    pub zone: u16,
}

/// An interval takes orders until its gate.
#[event]
pub struct IntervalOpened {
    pub interval: Address,
    pub zone: u16,
    pub start: i64,
    pub gate: i64,
}

/// An order is in the book and its escrow in the vault.
#[event]
pub struct OrderPlaced {
    pub order: Address,
    pub interval: Address,
    pub owner: Address,
    pub side: u8,
    pub limit: u16,
    pub quantity_wh: u32,
    pub ticket: u32,
}

/// An order left the book; its escrow went back in full.
#[event]
pub struct OrderCancelled {
    pub order: Address,
    pub interval: Address,
    pub owner: Address,
    /// Credit units of a bid, token base units of an ask.
    pub refunded_units: u64,
}

/// The auction is decided.
#[event]
pub struct IntervalCleared {
    pub interval: Address,
    /// 65535 when nothing crosses.
    pub price: u16,
    pub cleared_wh: u64,
    pub bid_count: u32,
    pub ask_count: u32,
}

/// An order is paid and refunded.
#[event]
pub struct OrderSettled {
    pub order: Address,
    pub owner: Address,
    pub side: u8,
    pub filled_wh: u32,
    /// 65535 when nothing crossed.
    pub price: u16,
    /// Credit that a bid paid or an ask received.
    pub paid_units: u64,
    /// Given back of what was locked: credit units of a bid, token base units of an ask.
    pub refunded_units: u64,
    /// Unsold energy that was redeemed at feed-in instead of given back.
    pub redeemed_wh: u32,
}

/// An order that could not be settled, because its payout account is closed or no longer its owner's.
#[event]
pub struct OrderHeld {
    pub order: Address,
    pub owner: Address,
    /// The payout account that it waits for.
    pub payout: Address,
}

/// An order has other payout accounts.
#[event]
pub struct OrderRedirected {
    pub order: Address,
    pub owner: Address,
}

/// An order that an agent placed for its owner; beside [`OrderPlaced`].
#[event]
pub struct AgentOrderPlaced {
    pub order: Address,
    pub owner: Address,
    pub agent: Address,
}

/// Energy is promised: the buyer has locked `wh * price`, the seller `wh * shortfall_price`.
#[event]
pub struct FlowReserved {
    pub reservation: Address,
    pub buyer: Address,
    pub seller: Address,
    pub buyer_meter: Address,
    pub seller_meter: Address,
    pub start: i64,
    pub zone: u16,
    pub wh: u32,
    pub price: u16,
    pub shortfall_price: u16,
}

/// A promise is resolved: `covered_wh` is burned, the rest of `delivered_wh` is the buyer's in tokens.
#[event]
pub struct FlowDelivered {
    pub reservation: Address,
    pub buyer: Address,
    pub seller: Address,
    pub start: i64,
    pub zone: u16,
    pub promised_wh: u32,
    pub delivered_wh: u32,
    pub covered_wh: u32,
    /// Credit to the buyer for what did not come.
    pub buyer_units: u64,
    /// Credit to the seller: the price of the promise, and the rest of the collateral.
    pub seller_units: u64,
}

/// A promise is undone: both get back what they locked.
#[event]
pub struct FlowReleased {
    pub reservation: Address,
    /// 0: both took it back before it began; 1: its delivery could not be proved.
    pub expired: u8,
    pub buyer_units: u64,
    pub seller_units: u64,
}

/// What moved out of the vaults for a resolved reservation, at one time.
#[event]
pub struct FlowPaid {
    pub reservation: Address,
    /// Credit to the buyer.
    pub buyer_units: u64,
    /// Credit to the seller.
    pub seller_units: u64,
    /// Tokens to the buyer [base units].
    pub energy_units: u64,
}

/// A payment that waits, because its account is closed or no longer its owner's.
#[event]
pub struct FlowHeld {
    pub reservation: Address,
    pub owner: Address,
    /// The payout account that it waits for.
    pub payout: Address,
}

/// A party of a reservation has other payout accounts.
#[event]
pub struct FlowRedirected {
    pub reservation: Address,
    pub owner: Address,
}

/// Energy and credit changed hands between two wallets.
#[event]
pub struct TradeExecuted {
    pub buyer: Address,
    pub seller: Address,
    /// The zone of both meters; 65535 when none were shown.
    pub zone: u16,
    pub wh: u32,
    pub price: u16,
    pub paid_units: u64,
}

/// A zone's market data are those of a newer interval.
#[event]
pub struct MarketDataUpdated {
    pub zone: u16,
    pub start: i64,
    pub generated_wh: u64,
    pub consumed_wh: u64,
    pub import_wh: u64,
    pub export_wh: u64,
    pub traded_wh: u64,
    pub last_price: u16,
    pub supply_demand_milli: u32,
}
