//! Change model, approvers and threshold. If the authority alone could, "2 of 3" would be worth nothing.

use anchor_lang::prelude::*;

use crate::agreement::check_threshold;
use crate::error::GovernanceError;
use crate::events::ApproversChanged;
use crate::state::{Config, LABEL_BYTES, MAX_APPROVERS};
use crate::validation::check_approvers;

/// The new set.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ApproverSet {
    pub model: u8,
    pub approver_count: u8,
    pub threshold: u8,
    pub approvers: [Address; MAX_APPROVERS],
    pub approver_names: [[u8; LABEL_BYTES]; MAX_APPROVERS],
}

impl ApproverSet {
    /// Put the set into the configuration.
    ///
    /// # Errors
    /// It cannot decide: too few approvers for the threshold, or one named twice.
    pub(crate) fn apply(&self, config: &mut Config) -> Result<()> {
        config.model = self.model;
        config.approver_count = self.approver_count;
        config.threshold = self.threshold;
        config.approvers = self.approvers;
        config.approver_names = self.approver_names;
        check_approvers(config)
    }
}

/// Remaining accounts: the present approvers that agree, as signers.
#[derive(Accounts)]
pub struct SetApprovers {
    #[account(address = config.authority @ GovernanceError::Unauthorized)]
    pub authority: Signer,
    #[account(mut, seeds = [b"config"], bump)]
    pub config: Account<Config>,
}

pub(crate) fn process(ctx: &mut Context<SetApprovers>, args: ApproverSet) -> Result<()> {
    let agreeing = ctx.remaining_accounts()?;
    let config = &mut *ctx.accounts.config;
    check_threshold(config, &agreeing)?;
    config.approver_set_version =
        config.approver_set_version.checked_add(1).ok_or(GovernanceError::BadParameter)?;
    args.apply(config)?;
    emit!(ApproversChanged {
        approver_set_version: config.approver_set_version,
        approver_count: args.approver_count,
        threshold: args.threshold,
        model: args.model,
    });
    Ok(())
}
