//! Open a meter's feed; anybody may, and pays the rent.

use anchor_lang::prelude::*;
use registry::state::Meter;

use crate::events::FeedOpened;
use crate::state::MeterFeed;

#[derive(Accounts)]
pub struct OpenFeed {
    #[account(mut)]
    pub payer: Signer,
    pub meter: Account<Meter>,
    #[account(init, payer = payer, seeds = [b"feed", meter.address().as_ref()], bump)]
    pub feed: Account<MeterFeed>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<OpenFeed>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let meter = *accounts.meter.address();
    let owner = accounts.meter.owner;
    let address = *accounts.feed.address();
    let feed = &mut *accounts.feed;
    feed.meter = meter;
    feed.owner_at_open = owner;
    feed.bump = ctx.bumps.feed;
    emit!(FeedOpened { feed: address, meter });
    Ok(())
}
