//! How feeds and batches grow, checked.

use anchor_lang::prelude::*;

use crate::entry::Entry;
use crate::error::OracleError;
use crate::events::BatchSealed;
use crate::state::{Batch, MeterFeed, SEALED};

impl MeterFeed {
    /// Add an interval that ends at `end` [epoch s].
    pub(crate) fn add(&mut self, end: i64, entry: &Entry, minted_wh: u32) -> Result<()> {
        self.last_end = end;
        self.last_import_wh = entry.import_wh;
        self.last_export_wh = entry.export_wh;
        grow(&mut self.generated_wh, entry.generated_wh)?;
        grow(&mut self.consumed_wh, entry.consumed_wh)?;
        grow(&mut self.import_wh, entry.import_wh)?;
        grow(&mut self.export_wh, entry.export_wh)?;
        grow(&mut self.minted_wh, minted_wh)?;
        grow(&mut self.surplus_wh, entry.surplus_wh())?;
        grow(&mut self.sequence, 1)
    }
}

impl Batch {
    /// Whether root and count are known.
    pub fn is_open(&self) -> bool {
        self.count > 0 || self.sealed == SEALED
    }

    /// Fill in a new account; one that exists keeps the length it was created with.
    pub(crate) fn begin(&mut self, interval_start: i64, length_s: u32, bump: u8) {
        if self.length_s == 0 {
            self.interval_start = interval_start;
            self.length_s = length_s;
            self.bump = bump;
        }
    }

    /// Count readings that are under the root.
    pub(crate) fn count_in(&mut self, readings: usize) -> Result<()> {
        let room = usize::try_from(self.count - self.attested).map_err(|_| OracleError::TotalOverflow)?;
        require!(readings <= room, OracleError::BatchFull);
        self.attested += u32::try_from(readings).map_err(|_| OracleError::TotalOverflow)?;
        Ok(())
    }

    /// Count a reading with its own signature: under the root to come, or after it.
    pub(crate) fn count_single(&mut self) -> Result<()> {
        if self.is_open() {
            self.sequence = self.sequence.checked_add(1).ok_or(OracleError::TotalOverflow)?;
        } else {
            self.attested = self.attested.checked_add(1).ok_or(OracleError::TotalOverflow)?;
        }
        Ok(())
    }

    /// Add a reading to the interval's totals.
    pub(crate) fn add(&mut self, entry: &Entry, minted_wh: u32) -> Result<()> {
        grow(&mut self.generated_wh, entry.generated_wh)?;
        grow(&mut self.consumed_wh, entry.consumed_wh)?;
        grow(&mut self.import_wh, entry.import_wh)?;
        grow(&mut self.export_wh, entry.export_wh)?;
        grow(&mut self.minted_wh, minted_wh)
    }

    /// Seal when every reading under the root is attested.
    pub(crate) fn seal_if_complete(&mut self) {
        if self.attested == self.count {
            self.sealed = SEALED;
            emit!(BatchSealed { interval_start: self.interval_start, root: self.root, count: self.count });
        }
    }
}

fn grow(total: &mut u64, by: u32) -> Result<()> {
    *total = total.checked_add(u64::from(by)).ok_or(OracleError::TotalOverflow)?;
    Ok(())
}
