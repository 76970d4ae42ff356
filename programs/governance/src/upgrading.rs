//! The campus's programs in the upgradeable loader, when an address of this program may upgrade them.
//!
//! The calls are written out: the loader's interface is two numbers. Source: `solana_loader_v3_interface`.

use anchor_lang::prelude::*;
use gridtokenx_interface::{
    ENERGY_TOKEN_ID, GOVERNANCE_ID, ORACLE_ID, REGISTRY_ID, TRADING_ID, UPGRADE_AUTHORITY_BUMP,
};
use pinocchio::cpi::{invoke_signed, Seed, Signer as CpiSigner};
use pinocchio::instruction::{InstructionAccount, InstructionView};

use crate::error::GovernanceError;

/// The loader that keeps an upgradeable program's ProgramData account.
pub const UPGRADEABLE_LOADER: Address = anchor_lang::address!("BPFLoaderUpgradeab1e11111111111111111111111");
pub const RENT_SYSVAR: Address = anchor_lang::address!("SysvarRent111111111111111111111111111111111");
pub const CLOCK_SYSVAR: Address = anchor_lang::address!("SysvarC1ock11111111111111111111111111111111");
/// Seed of the PDA that may upgrade.
const UPGRADE_AUTHORITY_SEED: &[u8] = b"upgrade_authority";
/// `UpgradeableLoaderInstruction`, bincode: u32 variant.
const UPGRADE: [u8; 4] = [3, 0, 0, 0];
const SET_AUTHORITY: [u8; 4] = [4, 0, 0, 0];
/// `UpgradeableLoaderState`, bincode: u32 variant, then for a program its data's address, for a buffer u8 presence
/// and authority.
const BUFFER_VARIANT: [u8; 4] = [1, 0, 0, 0];
const PROGRAM_VARIANT: [u8; 4] = [2, 0, 0, 0];
const PROGRAM_DATA_ADDRESS: core::ops::Range<usize> = 4..36;
const BUFFER_AUTHORITY_PRESENT: usize = 4;
const BUFFER_AUTHORITY: core::ops::Range<usize> = 5..37;

/// Check that a program is one of the campus's five, and that its code is where the loader says.
///
/// # Errors
/// It is another program, or another one's code.
pub fn check_program(program: &AccountView, program_data: &AccountView) -> Result<()> {
    let ours = [GOVERNANCE_ID, REGISTRY_ID, ORACLE_ID, ENERGY_TOKEN_ID, TRADING_ID];
    require!(ours.contains(program.address()), GovernanceError::UnknownProgram);
    let data = program.try_borrow()?;
    let is_program = data.len() >= PROGRAM_DATA_ADDRESS.end && data[..4] == PROGRAM_VARIANT;
    let place: &[u8] = program_data.address().as_ref();
    require!(is_program && data[PROGRAM_DATA_ADDRESS] == *place, GovernanceError::WrongProgramData);
    Ok(())
}

/// Check that nobody but an upgrade can change a buffer any more, so that it is what the approvers looked at.
///
/// # Errors
/// Somebody else may write it, or it is no buffer.
pub fn check_buffer(buffer: &AccountView, upgrade_authority: &AccountView) -> Result<()> {
    require!(buffer.owned_by(&UPGRADEABLE_LOADER), GovernanceError::WrongBuffer);
    let data = buffer.try_borrow()?;
    let is_buffer = data.len() >= BUFFER_AUTHORITY.end && data[..4] == BUFFER_VARIANT;
    require!(is_buffer && data[BUFFER_AUTHORITY_PRESENT] == 1, GovernanceError::WrongBuffer);
    let writer: &[u8] = upgrade_authority.address().as_ref();
    require!(data[BUFFER_AUTHORITY] == *writer, GovernanceError::WrongBuffer);
    Ok(())
}

/// Replace a program's code by a buffer's. The accounts are the loader's, in its order.
pub fn upgrade(accounts: [&AccountView; 7]) -> Result<()> {
    let [program_data, program, buffer, spill, rent, clock, upgrade_authority] = accounts;
    let metas = [
        InstructionAccount::writable(program_data.address()),
        InstructionAccount::writable(program.address()),
        InstructionAccount::writable(buffer.address()),
        InstructionAccount::writable(spill.address()),
        InstructionAccount::readonly(rent.address()),
        InstructionAccount::readonly(clock.address()),
        InstructionAccount::readonly_signer(upgrade_authority.address()),
    ];
    sign(&InstructionView { program_id: &UPGRADEABLE_LOADER, accounts: &metas, data: &UPGRADE }, &accounts)
}

/// Let another key upgrade a program from now on. The accounts are the loader's, in its order.
pub fn set_authority(accounts: [&AccountView; 3]) -> Result<()> {
    let [program_data, upgrade_authority, new_authority] = accounts;
    let metas = [
        InstructionAccount::writable(program_data.address()),
        InstructionAccount::readonly_signer(upgrade_authority.address()),
        InstructionAccount::readonly(new_authority.address()),
    ];
    sign(
        &InstructionView { program_id: &UPGRADEABLE_LOADER, accounts: &metas, data: &SET_AUTHORITY },
        &accounts,
    )
}

fn sign<const N: usize>(call: &InstructionView, accounts: &[&AccountView; N]) -> Result<()> {
    let bump = [UPGRADE_AUTHORITY_BUMP];
    let seeds = [Seed::from(UPGRADE_AUTHORITY_SEED), Seed::from(&bump)];
    invoke_signed(call, accounts, &[CpiSigner::from(&seeds)])
}
