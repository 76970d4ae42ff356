//! The campus's rules: who has authority, market parameters, pause.
//!
//! Every other program reads the one `Config` account that this program keeps.
//!
//! Other programs take the crate for its accounts (feature `cpi`); instructions and dispatcher are not in it then.
#![cfg_attr(not(test), no_std)]

use anchor_lang::prelude::*;

#[cfg(not(feature = "no-entrypoint"))]
pub mod agreement;
pub mod error;
pub mod events;
#[cfg(not(feature = "no-entrypoint"))]
pub mod instructions;
pub mod state;
#[cfg(not(feature = "no-entrypoint"))]
pub mod upgrading;
#[cfg(not(feature = "no-entrypoint"))]
pub mod validation;

#[cfg(not(feature = "no-entrypoint"))]
pub use instructions::*;

declare_id!("FqKcHUm9WMoHQCh3SjfdGQ5DcDFBYdu23ts6kHu9pq3B");

#[cfg(not(feature = "no-entrypoint"))]
#[program]
pub mod governance {
    use super::*;

    /// Create the configuration; only whoever may upgrade this program can.
    pub fn initialize(ctx: &mut Context<Initialize>, args: ConfigArgs) -> Result<()> {
        initialize::process(ctx, args)
    }

    /// Change what the authority alone may change.
    pub fn set_parameters(ctx: &mut Context<SetParameters>, args: Parameters) -> Result<()> {
        set_parameters::process(ctx, args)
    }

    /// Change model, approvers and threshold; as many of the present approvers sign as the threshold says.
    pub fn set_approvers(ctx: &mut Context<SetApprovers>, args: ApproverSet) -> Result<()> {
        set_approvers::process(ctx, args)
    }

    /// Name a successor, who still has to accept.
    pub fn propose_authority(ctx: &mut Context<ProposeAuthority>, new_authority: Address) -> Result<()> {
        propose_authority::process(ctx, new_authority)
    }

    /// Become the authority that was proposed.
    pub fn accept_authority(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
        accept_authority::process(ctx)
    }

    /// Stop the activities of a mask.
    pub fn pause(ctx: &mut Context<Pause>, mask: u8) -> Result<()> {
        pause::process(ctx, mask)
    }

    /// Let the activities of a mask go on.
    pub fn unpause(ctx: &mut Context<Unpause>, mask: u8) -> Result<()> {
        unpause::process(ctx, mask)
    }

    /// Replace a program's code; as many of the present approvers sign as the threshold says.
    pub fn upgrade_program(ctx: &mut Context<UpgradeProgram>) -> Result<()> {
        upgrade_program::process(ctx)
    }

    /// Let another key upgrade a program; as many of the present approvers sign as the threshold says.
    pub fn set_upgrade_authority(ctx: &mut Context<SetUpgradeAuthority>) -> Result<()> {
        set_upgrade_authority::process(ctx)
    }
}
