//! Change what the authority alone may change: the oracle's key, times, prices, limits, prefixes, emission factor.

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
    pub request_life_s: u32,
    pub certificate_life_s: u32,
    pub meter_limit_wh: u32,
    pub forward_horizon_s: u32,
}

impl Parameters {
    /// Put the values into the configuration.
    ///
    /// # Errors
    /// One is out of its range.
    pub(crate) fn apply(&self, config: &mut Config) -> Result<()> {
        config.oracle = self.oracle;
        config.interval_s = self.interval_s;
        config.gate_s = self.gate_s;
        config.max_age_s = self.max_age_s;
        config.price_min = self.price_min;
        config.price_max = self.price_max;
        config.grid_price = self.grid_price;
        config.feed_in_price = self.feed_in_price;
        config.min_lot_wh = self.min_lot_wh;
        config.prefix_count = self.prefix_count;
        config.prefixes = self.prefixes;
        config.emission_g_per_kwh = self.emission_g_per_kwh;
        config.request_life_s = self.request_life_s;
        config.certificate_life_s = self.certificate_life_s;
        config.meter_limit_wh = self.meter_limit_wh;
        config.forward_horizon_s = self.forward_horizon_s;
        check_parameters(config)
    }
}

#[derive(Accounts)]
pub struct SetParameters {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<SetParameters>, args: Parameters) -> Result<()> {
    args.apply(&mut ctx.accounts.config)?;
    emit!(ParametersChanged {
        oracle: args.oracle,
        price_min: args.price_min,
        price_max: args.price_max,
        grid_price: args.grid_price,
        feed_in_price: args.feed_in_price,
    });
    Ok(())
}
