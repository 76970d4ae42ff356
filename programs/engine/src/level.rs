//! One price level of one side, laid out as the interval's account stores it.

use crate::Error;

/// Open quantity at a price, and how many tickets the level has handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Level {
    /// Open watt-hours: live orders only.
    pub wh: u32,
    /// Tickets handed out: live and cancelled orders.
    pub tickets: u32,
}

const _: () = assert!(core::mem::size_of::<Level>() == 8 && core::mem::align_of::<Level>() == 4);

impl Level {
    /// A level that nobody has used.
    pub const EMPTY: Self = Self { wh: 0, tickets: 0 };

    /// Add an order and hand out its ticket (rule 6).
    #[inline]
    pub(crate) fn add(&mut self, wh: u32) -> Result<u32, Error> {
        let total = self.wh.checked_add(wh).ok_or(Error::LevelFull)?;
        let next = self.tickets.checked_add(1).ok_or(Error::LevelFull)?;
        let ticket = self.tickets;
        (self.wh, self.tickets) = (total, next);
        Ok(ticket)
    }

    /// Take a cancelled order's quantity out; its ticket stays as a tombstone (rule 6).
    #[inline]
    pub(crate) fn subtract(&mut self, wh: u32) -> Result<(), Error> {
        self.wh = self.wh.checked_sub(wh).ok_or(Error::NotInBook)?;
        Ok(())
    }
}

/// Read an account's bytes as levels, in place; little-endian machines only, as the ledger's is.
///
/// Answers nothing when the bytes are misaligned or no whole number of levels.
#[inline]
pub fn levels_of(bytes: &[u8]) -> Option<&[Level]> {
    // SAFETY: Level is repr(C), two u32 without padding: every bit pattern is a valid Level.
    let (head, levels, tail) = unsafe { bytes.align_to::<Level>() };
    (head.is_empty() && tail.is_empty()).then_some(levels)
}

/// As [`levels_of`], to change them.
#[inline]
pub fn levels_of_mut(bytes: &mut [u8]) -> Option<&mut [Level]> {
    // SAFETY: as in levels_of, and every Level is valid as bytes.
    let (head, levels, tail) = unsafe { bytes.align_to_mut::<Level>() };
    (head.is_empty() && tail.is_empty()).then_some(levels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_count_up_and_survive_a_cancel() {
        let mut level = Level::EMPTY;
        assert_eq!((level.add(5), level.add(7)), (Ok(0), Ok(1)));
        level.subtract(5).unwrap();
        assert_eq!(level, Level { wh: 7, tickets: 2 });
        assert_eq!(level.add(1), Ok(2));
    }

    #[test]
    fn a_full_level_is_left_as_it_was() {
        let mut level = Level { wh: u32::MAX - 1, tickets: 3 };
        assert_eq!(level.add(2), Err(Error::LevelFull));
        assert_eq!(level, Level { wh: u32::MAX - 1, tickets: 3 });
        let mut level = Level { wh: 0, tickets: u32::MAX };
        assert_eq!(level.add(2), Err(Error::LevelFull));
        assert_eq!(level, Level { wh: 0, tickets: u32::MAX });
    }

    #[test]
    fn more_than_the_level_holds_cannot_be_cancelled() {
        let mut level = Level { wh: 4, tickets: 1 };
        assert_eq!(level.subtract(5), Err(Error::NotInBook));
        assert_eq!(level.wh, 4);
    }

    #[test]
    fn bytes_are_read_in_place() {
        let mut words = [1_u64 | 2 << 32, 3 | 4 << 32];
        // SAFETY: u64 may be looked at as bytes.
        let bytes = unsafe { core::slice::from_raw_parts_mut(words.as_mut_ptr().cast::<u8>(), 16) };
        assert_eq!(levels_of(bytes).unwrap()[1], Level { wh: 3, tickets: 4 });
        levels_of_mut(bytes).unwrap()[0].wh = 9;
        assert_eq!(bytes[0], 9);
        assert!(levels_of(&bytes[1..9]).is_none() && levels_of(&bytes[..12]).is_none());
    }
}
