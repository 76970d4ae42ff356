//! GridTokenX oracle: skeleton, so that the workspace loads.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod state;

declare_id!("FCdPXehXKfhuwDd5647PzyQtpXmZPg3AyZXDSa1zDbB6");

#[derive(Accounts)]
pub struct Nothing {}

#[program]
pub mod oracle {
    use super::*;

    pub fn nothing(_ctx: &mut Context<Nothing>) -> Result<()> {
        Ok(())
    }
}
