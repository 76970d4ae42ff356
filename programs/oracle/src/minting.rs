//! The call that mints a surplus: energy_token::mint_energy, signed by the attestor PDA.
//!
//! Written out rather than through `energy_token::cpi`, which allocates for each call: this runs once a meter. It also
//! lets energy_token read the oracle's feeds, which it could not if the oracle depended on it.

use anchor_lang::prelude::*;
use gridtokenx_interface::{ATTESTOR_BUMP, ENERGY_TOKEN_ID, MINT_ENERGY};
use pinocchio::cpi::{invoke_signed_unchecked, CpiAccount, Seed, Signer as CpiSigner};
use pinocchio::instruction::{InstructionAccount, InstructionView};

/// Seed of the PDA that may mint.
const ATTESTOR_SEED: &[u8] = b"attestor";
const DISCRIMINATOR_BYTES: usize = 8;

/// The accounts that every minting shares, in the order of `mint_energy` but for the destination.
pub struct Mint<'a> {
    pub attestor: &'a AccountView,
    pub token_state: &'a AccountView,
    pub energy_mint: &'a AccountView,
    pub mint_authority: &'a AccountView,
    pub token_program: &'a AccountView,
}

impl Mint<'_> {
    /// Mint a surplus [Wh]; nothing for none.
    pub fn to(&self, destination: &AccountView, wh: u32) -> Result<()> {
        if wh == 0 {
            return Ok(());
        }
        let mut data = [0; DISCRIMINATOR_BYTES + 8];
        data[..DISCRIMINATOR_BYTES].copy_from_slice(&MINT_ENERGY);
        data[DISCRIMINATOR_BYTES..].copy_from_slice(&u64::from(wh).to_le_bytes());
        let metas = [
            InstructionAccount::readonly_signer(self.attestor.address()),
            InstructionAccount::writable(self.token_state.address()),
            InstructionAccount::writable(self.energy_mint.address()),
            InstructionAccount::writable(destination.address()),
            InstructionAccount::readonly(self.mint_authority.address()),
            InstructionAccount::readonly(self.token_program.address()),
        ];
        let accounts = [
            CpiAccount::from(self.attestor),
            CpiAccount::from(self.token_state),
            CpiAccount::from(self.energy_mint),
            CpiAccount::from(destination),
            CpiAccount::from(self.mint_authority),
            CpiAccount::from(self.token_program),
        ];
        let call = InstructionView { program_id: &ENERGY_TOKEN_ID, accounts: &metas, data: &data };
        let bump = [ATTESTOR_BUMP];
        let seeds = [Seed::from(ATTESTOR_SEED), Seed::from(&bump)];
        // SAFETY: accounts and metas are the same six in the same order, and none of them is borrowed: no typed
        // account of this program's instructions is among them.
        unsafe { invoke_signed_unchecked(&call, &accounts, &[CpiSigner::from(&seeds)]) };
        Ok(())
    }
}
