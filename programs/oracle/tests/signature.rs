//! The Ed25519 precompile's instruction before a reading: one shape is taken, and nothing else, whatever the bytes.
//!
//! Random from fixed seeds; the instructions sysvar is laid out in memory as the runtime does it.

use anchor_lang::prelude::*;
use oracle::entry::Entry;
use oracle::signature::{check, Signed, CANONICAL_BYTES, ED25519_ID};

const SYSVAR: Address = anchor_lang::address!("Sysvar1nstructions1111111111111111111111111");
const KEY: Address = Address::new_from_array([7; 32]);
const SIGNATURE: [u8; 64] = [9; 64];
const CASES: u32 = 20_000;

/// An account as the runtime lays it out before its data (`RuntimeAccount`).
#[repr(C, align(8))]
struct Sysvar {
    borrow_state: u8,
    flags: [u8; 3],
    padding: [u8; 4],
    address: [u8; 32],
    owner: [u8; 32],
    lamports: u64,
    data_len: u64,
    data: [u8; 2048],
}

/// SplitMix64 (DOI 10.1145/2660193.2660195).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

fn canonical(wh: u32) -> [u8; CANONICAL_BYTES] {
    let entry = Entry { generated_wh: wh, consumed_wh: 2, import_wh: 3, export_wh: 4 };
    let signed = Signed {
        meter_id: &[5; 32],
        interval_start: 1_800_000_000,
        length_s: 900,
        entry: &entry,
        charged_wh: 6,
        discharged_wh: 7,
        quality: 8,
    };
    signed.canonical()
}

/// The one shape: header, key, signature, message.
fn honest(message: &[u8; CANONICAL_BYTES]) -> Vec<u8> {
    let mut data = vec![1, 0];
    for field in [48_u16, u16::MAX, 16, u16::MAX, 112, CANONICAL_BYTES as u16, u16::MAX] {
        data.extend(field.to_le_bytes());
    }
    data.extend(KEY.as_array());
    data.extend(SIGNATURE);
    data.extend(message);
    data
}

/// The sysvar of a transaction: the given instruction, then the oracle's own; `current` is which of them runs.
fn sysvar(program: &Address, data: &[u8], current: u16) -> Box<Sysvar> {
    let mut bytes = 2_u16.to_le_bytes().to_vec();
    let first = 6_usize;
    let size = 2 + 32 + 2 + data.len();
    bytes.extend((first as u16).to_le_bytes());
    bytes.extend(((first + size) as u16).to_le_bytes());
    for (id, body) in [(program, data), (&KEY, &b""[..])] {
        bytes.extend(0_u16.to_le_bytes());
        bytes.extend(id.as_array());
        bytes.extend((body.len() as u16).to_le_bytes());
        bytes.extend(body);
    }
    bytes.extend(current.to_le_bytes());
    let mut account = Box::new(Sysvar {
        borrow_state: u8::MAX,
        flags: [0; 3],
        padding: [0; 4],
        address: *SYSVAR.as_array(),
        owner: [0; 32],
        lamports: 1,
        data_len: bytes.len() as u64,
        data: [0; 2048],
    });
    account.data[..bytes.len()].copy_from_slice(&bytes);
    account
}

fn is_taken(program: &Address, data: &[u8], current: u16, message: &[u8; CANONICAL_BYTES]) -> bool {
    let mut account = sysvar(program, data, current);
    // SAFETY: Sysvar is laid out as the runtime's account, its data directly behind, and outlives the view.
    let view = unsafe { AccountView::new_unchecked((&raw mut *account).cast()) };
    check(&view, &KEY, message).is_ok()
}

#[test]
fn the_one_shape_is_taken() {
    let message = canonical(1);
    assert!(is_taken(&ED25519_ID, &honest(&message), 1, &message));
}

#[test]
fn another_program_or_nothing_before_it_is_not() {
    let message = canonical(1);
    assert!(!is_taken(&KEY, &honest(&message), 1, &message));
    assert!(!is_taken(&ED25519_ID, &honest(&message), 0, &message));
}

#[test]
fn another_message_or_key_is_not() {
    let (message, other) = (canonical(1), canonical(2));
    assert!(!is_taken(&ED25519_ID, &honest(&message), 1, &other));
    let mut data = honest(&message);
    data[16] ^= 1;
    assert!(!is_taken(&ED25519_ID, &data, 1, &message));
}

#[test]
fn no_changed_byte_but_of_the_signature_is_taken() {
    let message = canonical(1);
    let whole = honest(&message);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut data = whole.clone();
            data[at] ^= 1 << bit;
            // The precompile itself has checked the signature's bytes.
            let is_signature = (48..112).contains(&at);
            assert_eq!(is_taken(&ED25519_ID, &data, 1, &message), is_signature, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn random_bytes_cuts_and_additions_are_refused_without_a_panic() {
    let mut random = Random(21);
    let message = canonical(1);
    let whole = honest(&message);
    for _ in 0..CASES {
        let mut data = whole.clone();
        for _ in 0..1 + random.below(4) {
            let at = random.below(data.len() + 1);
            match random.below(3) {
                0 => data.truncate(at),
                1 => data.insert(at, random.below(256) as u8),
                _ => data = (0..random.below(400)).map(|_| random.below(256) as u8).collect(),
            }
            if data.is_empty() {
                break;
            }
        }
        let taken = is_taken(&ED25519_ID, &data, 1, &message);
        let same = data.len() == whole.len() && data[..48] == whole[..48] && data[112..] == whole[112..];
        assert_eq!(taken, same);
    }
}

#[test]
fn different_readings_have_different_bytes() {
    let mut random = Random(22);
    for _ in 0..CASES {
        let (one, other) = (random.below(1 << 32) as u32, random.below(1 << 32) as u32);
        assert_eq!(canonical(one) == canonical(other), one == other);
        let bytes = canonical(one);
        assert_eq!(bytes[..20], *b"gridtokenx:reading:1");
        assert_eq!(bytes[64..68], one.to_le_bytes());
        assert_eq!(bytes[88..], 8_u16.to_le_bytes());
    }
}
