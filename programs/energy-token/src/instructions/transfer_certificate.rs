//! Give a certificate to another registered user; also when everything is paused.

use anchor_lang::prelude::*;
use registry::state::{User, STATUS_ACTIVE};

use crate::certificate::Certificate;
use crate::error::EnergyTokenError;
use crate::events::CertificateTransferred;

#[derive(Accounts)]
pub struct TransferCertificate {
    #[account(address = certificate.owner @ EnergyTokenError::NotCertificateOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub certificate: Account<Certificate>,
    pub new_owner: Account<User>,
}

pub(crate) fn process(ctx: &mut Context<TransferCertificate>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.certificate.check_usable()?;
    let (previous_owner, owner) = (accounts.certificate.owner, accounts.new_owner.wallet);
    let may = accounts.new_owner.status == STATUS_ACTIVE && owner != previous_owner;
    require!(may, EnergyTokenError::NewOwnerInactive);
    accounts.certificate.owner = owner;
    emit!(CertificateTransferred {
        certificate: *accounts.certificate.account().address(),
        previous_owner,
        owner,
        wh: accounts.certificate.wh,
    });
    Ok(())
}
