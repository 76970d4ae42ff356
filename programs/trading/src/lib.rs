//! The market: one call auction for each zone and interval with escrow, settled order by order by anybody;
//! reservations ahead of it; trades between two; agents that act for an owner.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod auction;
pub mod belonging;
pub mod cancelling;
pub mod deficit;
pub mod delivery;
pub mod error;
pub mod escrow;
pub mod events;
pub mod forward;
pub mod instructions;
pub mod mandate;
pub mod payout;
pub mod placing;
pub mod state;

pub use instructions::*;
use placing::Terms;

declare_id!("69PNtQTKXJkhBwuUrPXYZ44NupafseidCm4fbKjtXpL9");

#[program]
pub mod trading {
    use super::*;

    /// Create the market and its two vaults.
    pub fn initialize(ctx: &mut Context<Initialize>) -> Result<()> {
        initialize::process(ctx)
    }

    /// Create a zone.
    pub fn open_zone(ctx: &mut Context<OpenZone>, zone: u16) -> Result<()> {
        open_zone::process(ctx, zone)
    }

    /// Take orders for an interval whose readings are all attested.
    pub fn open_interval(ctx: &mut Context<OpenInterval>, start: i64, zone: u16) -> Result<()> {
        open_interval::process(ctx, start, zone)
    }

    /// Lock the escrow of a bid or an ask and put it into the book.
    pub fn place_order(
        ctx: &mut Context<PlaceOrder>,
        side: u8,
        nonce: u16,
        limit: u16,
        quantity_wh: u32,
        flags: u8,
    ) -> Result<()> {
        place_order::process(ctx, &Terms { side, nonce, limit, quantity_wh, flags })
    }

    /// Take an order out of the book and its escrow back, before the gate closes.
    pub fn cancel_order(ctx: &mut Context<CancelOrder>) -> Result<()> {
        cancel_order::process(ctx)
    }

    /// As `place_order`, by an agent within its limits; what is locked is what the owner delegated.
    pub fn place_agent_order(
        ctx: &mut Context<PlaceAgentOrder>,
        side: u8,
        nonce: u16,
        limit: u16,
        quantity_wh: u32,
        flags: u8,
    ) -> Result<()> {
        place_agent_order::process(ctx, &Terms { side, nonce, limit, quantity_wh, flags })
    }

    /// As `cancel_order`, by an agent; the refund goes to the order's payout account.
    pub fn cancel_agent_order(ctx: &mut Context<CancelAgentOrder>) -> Result<()> {
        cancel_agent_order::process(ctx)
    }

    /// Find the one price once the gate has closed.
    pub fn clear_interval(ctx: &mut Context<ClearInterval>) -> Result<()> {
        clear_interval::process(ctx)
    }

    /// Hand out the rationed level by time; remaining accounts are its orders in ticket order.
    pub fn rank_orders(ctx: &mut Context<RankOrders>) -> Result<()> {
        rank_orders::process(ctx)
    }

    /// Pay and refund orders; remaining accounts are order, payout_energy, payout_credit for each.
    pub fn settle_order(ctx: &mut Context<SettleOrder>) -> Result<()> {
        settle_order::process(ctx)
    }

    /// Name other payout accounts for an open order.
    pub fn redirect_order(ctx: &mut Context<RedirectOrder>) -> Result<()> {
        redirect_order::process(ctx)
    }

    /// Remove an order that nothing depends on any more.
    pub fn close_order(ctx: &mut Context<CloseOrder>) -> Result<()> {
        close_order::process(ctx)
    }

    /// Remove an interval whose orders are all removed.
    pub fn close_interval(ctx: &mut Context<CloseInterval>) -> Result<()> {
        close_interval::process(ctx)
    }

    /// Promise energy of an interval that has not begun, against credit and collateral.
    pub fn reserve_flow(
        ctx: &mut Context<ReserveFlow>,
        start: i64,
        zone: u16,
        nonce: u16,
        wh: u32,
        price: u16,
    ) -> Result<()> {
        reserve_flow::process(ctx, &Agreement { start, zone, nonce, wh, price })
    }

    /// Deliver a promise as far as the seller's meter had surplus, and charge the shortfall.
    pub fn deliver_flow(ctx: &mut Context<DeliverFlow>) -> Result<()> {
        deliver_flow::process(ctx)
    }

    /// Take a promise back before it begins, by both parties.
    pub fn release_flow(ctx: &mut Context<ReleaseFlow>) -> Result<()> {
        release_flow::process(ctx)
    }

    /// Undo a promise whose delivery can no longer be proved.
    pub fn expire_flow(ctx: &mut Context<ExpireFlow>) -> Result<()> {
        expire_flow::process(ctx)
    }

    /// Pay what a resolved promise still owes.
    pub fn collect_flow(ctx: &mut Context<CollectFlow>) -> Result<()> {
        collect_flow::process(ctx)
    }

    /// Name other payout accounts of a party.
    pub fn redirect_flow(ctx: &mut Context<RedirectFlow>) -> Result<()> {
        redirect_flow::process(ctx)
    }

    /// Remove a reservation that owes nothing.
    pub fn close_flow(ctx: &mut Context<CloseFlow>) -> Result<()> {
        close_flow::process(ctx)
    }

    /// Remove a meter's counts of an interval that takes no more bids.
    pub fn close_cover(ctx: &mut Context<CloseCover>) -> Result<()> {
        close_cover::process(ctx)
    }

    /// Exchange energy and credit between two wallets that both sign.
    pub fn execute_trade(ctx: &mut Context<ExecuteTrade>, wh: u32, price: u16) -> Result<()> {
        execute_trade::process(ctx, wh, price)
    }

    /// Copy the newest attested interval and the zone's trade into the zone's market data.
    pub fn update_market_data(ctx: &mut Context<UpdateMarketData>, zone: u16, start: i64) -> Result<()> {
        update_market_data::process(ctx, zone, start)
    }
}
