//! Who takes part: users, meters, their keys and limits.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

pub mod state;

declare_id!("AbMEPWTwrz81aM8EhHQJn6F3yP24MH7CpLZTioFEJ1DD");

#[derive(Accounts)]
pub struct Nothing {}

#[program]
pub mod registry {
    use super::*;

    pub fn nothing(_ctx: &mut Context<Nothing>) -> Result<()> {
        Ok(())
    }
}
