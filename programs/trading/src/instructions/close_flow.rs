//! `close_flow`: the account of a reservation that owes nothing, by anybody; its rent to who paid it.

use anchor_lang::prelude::*;

use crate::error::TradingError;
use crate::forward::{Reservation, RESERVED};

#[derive(Accounts)]
pub struct CloseFlow {
    #[account(mut, close = payer)]
    pub reservation: Account<Reservation>,
    #[account(mut, address = reservation.payer @ TradingError::WrongPayer)]
    pub payer: UncheckedAccount,
}

pub(crate) fn process(ctx: &mut Context<CloseFlow>) -> Result<()> {
    let reservation = &ctx.accounts.reservation;
    require!(reservation.state != RESERVED, TradingError::FlowUnresolved);
    require!(reservation.is_paid(), TradingError::FlowUnpaid);
    Ok(())
}
