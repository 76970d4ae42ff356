//! Change what the authority alone may change: the oracle's key, times, prices, lot, prefixes, emission factor.

use anchor_lang::prelude::*;

use crate::error::GovernanceError;
use crate::events::ParametersChanged;
use crate::state::{Config, LABEL_BYTES, MAX_PREFIXES};
use crate::validation::check_parameters;

/// The new values; all of them, so that a signer sees what will hold.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct Parameters {
    pub oracle: Address,
    pub interval_s: u32,
    pub gate_s: u32,
    pub max_age_s: u32,
    pub price_min: u16,
    pub price_max: u16,
    pub grid_price: u16,
    pub feed_in_price: u16,
    pub min_lot_wh: u32,
    pub prefix_count: u8,
    pub prefixes: [[u8; LABEL_BYTES]; MAX_PREFIXES],
    pub emission_g_per_kwh: u32,
}

#[derive(Accounts)]
pub struct SetParameters {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<SetParameters>, args: Parameters) -> Result<()> {
    let config = &mut *ctx.accounts.config;
    config.oracle = args.oracle;
    config.interval_s = args.interval_s;
    config.gate_s = args.gate_s;
    config.max_age_s = args.max_age_s;
    config.price_min = args.price_min;
    config.price_max = args.price_max;
    config.grid_price = args.grid_price;
    config.feed_in_price = args.feed_in_price;
    config.min_lot_wh = args.min_lot_wh;
    config.prefix_count = args.prefix_count;
    config.prefixes = args.prefixes;
    config.emission_g_per_kwh = args.emission_g_per_kwh;
    check_parameters(config)?;
    emit!(ParametersChanged {
        oracle: args.oracle,
        price_min: args.price_min,
        price_max: args.price_max,
        grid_price: args.grid_price,
        feed_in_price: args.feed_in_price,
    });
    Ok(())
}
