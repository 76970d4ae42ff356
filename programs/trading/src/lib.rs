//! The market: one call auction for each zone and interval, with escrow, settled order by order by anybody.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod auction;
pub mod deficit;
pub mod delivery;
pub mod error;
pub mod escrow;
pub mod events;
pub mod instructions;
pub mod state;

pub use instructions::*;

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
}
