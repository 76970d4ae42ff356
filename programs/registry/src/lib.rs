//! Who takes part: users, meters, their keys and limits.
//!
//! The governance authority registers; the oracle and the market read what stands here.
//!
//! Other programs take the crate for its accounts (feature `cpi`); instructions and dispatcher are not in it then.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod error;
pub mod events;
#[cfg(not(feature = "no-entrypoint"))]
pub mod instructions;
pub mod state;

#[cfg(not(feature = "no-entrypoint"))]
pub use instructions::*;

declare_id!("AbMEPWTwrz81aM8EhHQJn6F3yP24MH7CpLZTioFEJ1DD");

#[cfg(not(feature = "no-entrypoint"))]
#[program]
pub mod registry {
    use super::*;

    /// Let a wallet take part.
    pub fn register_user(ctx: &mut Context<RegisterUser>, role: u8) -> Result<()> {
        register_user::process(ctx, role)
    }

    /// Add a meter of a registered user.
    pub fn register_meter(
        ctx: &mut Context<RegisterMeter>,
        meter_id: [u8; 32],
        signing_key: Address,
        kind: u8,
        capacity_w: u32,
        load_w: u32,
        sources: u8,
        permit_hash: [u8; 32],
        zone: u16,
    ) -> Result<()> {
        let meter = NewMeter { meter_id, signing_key, kind, capacity_w, load_w, sources, permit_hash, zone };
        register_meter::process(ctx, &meter)
    }

    /// Give a meter to another registered user.
    pub fn assign_meter(ctx: &mut Context<AssignMeter>) -> Result<()> {
        assign_meter::process(ctx)
    }

    /// Suspend a meter or let it take part again.
    pub fn update_meter_status(ctx: &mut Context<UpdateMeterStatus>, status: u8) -> Result<()> {
        update_meter_status::process(ctx, status)
    }

    /// Retire a meter for ever; its owner may, too.
    pub fn retire_meter(ctx: &mut Context<RetireMeter>) -> Result<()> {
        retire_meter::process(ctx)
    }

    /// Let a key trade for its owner within limits, until a time.
    pub fn authorise_agent(
        ctx: &mut Context<AuthoriseAgent>,
        max_order_wh: u32,
        max_bid: u16,
        min_ask: u16,
        sides: u8,
        expires_at: i64,
    ) -> Result<()> {
        let mandate = Mandate { max_order_wh, max_bid, min_ask, sides, expires_at };
        authorise_agent::process(ctx, &mandate)
    }

    /// Take a key's authority to trade back.
    pub fn revoke_agent(ctx: &mut Context<RevokeAgent>) -> Result<()> {
        revoke_agent::process(ctx)
    }

    /// Give a meter another signing key.
    pub fn rotate_meter_key(ctx: &mut Context<RotateMeterKey>, signing_key: Address) -> Result<()> {
        rotate_meter_key::process(ctx, signing_key)
    }
}
