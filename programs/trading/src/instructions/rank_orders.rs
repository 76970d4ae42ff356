//! `rank_orders`: shares for the orders of the rationed level, in ticket order, by anybody, resumable.

use anchor_lang::prelude::*;
use gridtokenx_engine::{Ranking, Wh};

use crate::error::{refused, TradingError};
use crate::state::{MarketInterval, Order, ORDER_CANCELLED};

#[derive(Accounts)]
pub struct RankOrders {
    #[account(mut)]
    pub interval: Account<MarketInterval>,
}

pub(crate) fn process(ctx: &mut Context<RankOrders>) -> Result<()> {
    let orders = ctx.remaining_accounts()?;
    let interval = &mut ctx.accounts.interval;
    interval.require_cleared()?;
    let mut ranking = interval.ranking();
    for view in &orders {
        if ranking.is_finished() {
            break;
        }
        // SAFETY: loaded one at a time; the interval, the only other account, is no order.
        let mut order = unsafe { Account::<Order>::load_mut(*view) }?;
        rank(interval, &mut ranking, &mut order)?;
    }
    interval.set_ranking(&ranking);
    Ok(())
}

fn rank(interval: &Account<MarketInterval>, ranking: &mut Ranking, order: &mut Order) -> Result<()> {
    require!(anchor_lang::address_eq(&order.interval, interval.address()), TradingError::WrongInterval);
    require!(interval.rations(order), TradingError::NotRationed);
    let is_tombstone = order.state == ORDER_CANCELLED;
    let quantity = if is_tombstone { Wh::ZERO } else { Wh(order.quantity_wh) };
    let fill = ranking.rank(order.ticket, quantity).map_err(refused)?;
    order.filled_wh = fill.0;
    order.ranked = 1;
    Ok(())
}
