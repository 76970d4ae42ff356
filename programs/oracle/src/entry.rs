//! What is attested of a meter, and whether it is possible.
//!
//! `gridtokenx.reading.validation` holds readings against the same limits before they are signed off.

use anchor_lang::prelude::*;
use registry::state::Meter;

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
    ///
    /// `meter_limit_wh` holds for any meter, whatever its power; 0 is no such limit.
    pub fn new(meter: &Meter, length_s: u32, meter_limit_wh: u32) -> Self {
        let source_w = u64::from(meter.capacity_w);
        let ceiling_wh = if meter_limit_wh == 0 { u64::MAX } else { u64::from(meter_limit_wh) };
        Self {
            source_wh: most_wh(source_w, length_s).min(ceiling_wh),
            use_wh: most_wh(source_w + u64::from(meter.load_w), length_s).min(ceiling_wh),
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
