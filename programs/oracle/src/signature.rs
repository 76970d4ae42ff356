//! A meter's own signature, which the Ed25519 precompile checked in the instruction directly before this one.
//!
//! The precompile takes key, signature and message from wherever its offsets point, another instruction included.
//! So the one shape that is taken here has everything in itself: header, key, signature, message. Layout:
//! https://solana.com/docs/core/programs/precompiles

use anchor_lang::prelude::*;
use pinocchio::sysvars::instructions::Instructions;

use crate::entry::Entry;
use crate::error::OracleError;

/// Ed25519SigVerify111111111111111111111111111.
pub const ED25519_ID: Address = anchor_lang::address!("Ed25519SigVerify111111111111111111111111111");
const DOMAIN: &[u8; 20] = b"gridtokenx:reading:1";
/// Domain, meter id, start, length, six energies, quality.
pub const CANONICAL_BYTES: usize = 20 + 32 + 8 + 4 + 6 * 4 + 2;

const KEY_AT: usize = 16;
const SIGNATURE_AT: usize = KEY_AT + 32;
const MESSAGE_AT: usize = SIGNATURE_AT + 64;
/// The precompile's "this instruction".
const HERE: u16 = u16::MAX;
const HEADER: [u8; KEY_AT] = header();

/// One signature; key, signature and message in this instruction.
const fn header() -> [u8; KEY_AT] {
    let fields =
        [SIGNATURE_AT as u16, HERE, KEY_AT as u16, HERE, MESSAGE_AT as u16, CANONICAL_BYTES as u16, HERE];
    let mut bytes = [0; KEY_AT];
    bytes[0] = 1;
    let mut i = 0;
    while i < fields.len() {
        let [low, high] = fields[i].to_le_bytes();
        bytes[2 + 2 * i] = low;
        bytes[3 + 2 * i] = high;
        i += 1;
    }
    bytes
}

/// What a meter signs beside its id, and beside what the entry has.
pub struct Signed<'a> {
    pub meter_id: &'a [u8; 32],
    pub interval_start: i64,
    pub length_s: u32,
    pub entry: &'a Entry,
    pub charged_wh: u32,
    pub discharged_wh: u32,
    pub quality: u16,
}

impl Signed<'_> {
    /// The reading's canonical bytes.
    pub fn canonical(&self) -> [u8; CANONICAL_BYTES] {
        let entry = self.entry;
        let energies = [
            entry.generated_wh,
            entry.consumed_wh,
            self.charged_wh,
            self.discharged_wh,
            entry.import_wh,
            entry.export_wh,
        ];
        let mut bytes = [0; CANONICAL_BYTES];
        let mut at = 0;
        let mut put = |field: &[u8]| {
            bytes[at..at + field.len()].copy_from_slice(field);
            at += field.len();
        };
        put(DOMAIN);
        put(self.meter_id);
        put(&self.interval_start.to_le_bytes());
        put(&self.length_s.to_le_bytes());
        for energy in energies {
            put(&energy.to_le_bytes());
        }
        put(&self.quality.to_le_bytes());
        bytes
    }
}

/// Check that the instruction before this one had the precompile check a key's signature over a message.
pub fn check(sysvar: &AccountView, key: &Address, message: &[u8; CANONICAL_BYTES]) -> Result<()> {
    let instructions = Instructions::try_from(sysvar)?;
    require!(instructions.load_current_index() > 0, OracleError::SignatureMissing);
    let before = instructions.get_instruction_relative(-1)?;
    require!(anchor_lang::address_eq(before.get_program_id(), &ED25519_ID), OracleError::SignatureMissing);
    let data = before.get_instruction_data();
    let is_whole = data.len() == MESSAGE_AT + CANONICAL_BYTES && data.starts_with(&HEADER);
    require!(is_whole, OracleError::SignatureMalformed);
    require!(data[KEY_AT..SIGNATURE_AT] == *key.as_array(), OracleError::SignedByOtherKey);
    require!(data[MESSAGE_AT..] == *message, OracleError::SignedOtherReading);
    Ok(())
}
