//! What is attested of a meter, and whether it is possible.
//!
//! `gridtokenx.reading.validation` holds readings against the same limits before they are signed off.

use anchor_lang::prelude::*;

use crate::error::OracleError;

const SECONDS_PER_HOUR: u64 = 3_600;
const LONGEST_S: u32 = 86_400;
/// 5 % over the meter's power is still believed, as a fraction in lowest terms.
const TOLERANCE: (u64, u64) = (21, 20);
/// What a register's truncation may shift into an interval [Wh].
const TRUNCATION_WH: u64 = 1;

/// Energies of one meter in one interval [Wh].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct Entry {
    pub generated_wh: u32,
    pub consumed_wh: u32,
    pub import_wh: u32,
    pub export_wh: u32,
}

impl Entry {
    /// Export less import, if positive: what is minted [Wh].
    pub fn surplus_wh(&self) -> u32 {
        self.export_wh.saturating_sub(self.import_wh)
    }
}

/// What a meter can measure in an interval [Wh].
pub struct Limits {
    /// The most it may generate, export, charge or discharge.
    pub source_wh: u64,
    /// The most it may import or consume.
    pub use_wh: u64,
}

impl Limits {
    /// The limits of a meter in an interval of a length [s].
    pub fn new(capacity_w: u32, load_w: u32, length_s: u32) -> Self {
        let source_w = u64::from(capacity_w);
        Self {
            source_wh: most_wh(source_w, length_s),
            use_wh: most_wh(source_w + u64::from(load_w), length_s),
        }
    }

    /// Refuse what is over a limit.
    pub fn check(&self, entry: &Entry) -> Result<()> {
        let possible = self.is_source(entry.generated_wh)
            && self.is_source(entry.export_wh)
            && u64::from(entry.consumed_wh) <= self.use_wh
            && u64::from(entry.import_wh) <= self.use_wh;
        require!(possible, OracleError::ReadingOutOfRange);
        Ok(())
    }

    /// Whether generation and storage can give or take this much.
    pub fn is_source(&self, wh: u32) -> bool {
        u64::from(wh) <= self.source_wh
    }
}

/// Cannot overflow: a power has 33 bits, and governance allows no interval over a day. Said here once more, so that
/// the compiler knows it too.
fn most_wh(power_w: u64, length_s: u32) -> u64 {
    let (more, whole) = TOLERANCE;
    u64::from(length_s.min(LONGEST_S)) * power_w * more / (whole * SECONDS_PER_HOUR) + TRUNCATION_WH
}
