//! GridTokenX trading: skeleton, so that the workspace loads.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

declare_id!("69PNtQTKXJkhBwuUrPXYZ44NupafseidCm4fbKjtXpL9");

#[derive(Accounts)]
pub struct Nothing {}

#[program]
pub mod trading {
    use super::*;

    pub fn nothing(_ctx: &mut Context<Nothing>) -> Result<()> {
        Ok(())
    }
}
