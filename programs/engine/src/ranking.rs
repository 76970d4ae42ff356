//! Handing out the rationed level by time, one order at a time, resumable (rule 7).

use crate::{Error, Wh};

/// How far the rationed level has been handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// Watt-hours still to hand out.
    pub left_wh: u64,
    /// The next ticket.
    pub cursor: u32,
    /// Tickets of the level.
    pub tickets: u32,
}

impl Ranking {
    /// Give the next order its fill; a tombstone is passed over with a quantity of zero.
    ///
    /// # Errors
    /// `RankingFinished` when nothing is left, `OutOfTurn` when the ticket is not the next.
    pub fn rank(&mut self, ticket: u32, quantity: Wh) -> Result<Wh, Error> {
        if self.is_finished() {
            return Err(Error::RankingFinished);
        }
        if ticket != self.cursor || ticket >= self.tickets {
            return Err(Error::OutOfTurn);
        }
        let fill = match u32::try_from(self.left_wh) {
            Ok(left) => Wh(quantity.0.min(left)),
            Err(_) => quantity,
        };
        self.left_wh -= u64::from(fill.0);
        self.cursor += 1;
        Ok(fill)
    }

    /// Whether everything has been handed out; tickets from the cursor on get zero (rule 8).
    #[inline]
    pub const fn is_finished(&self) -> bool {
        self.left_wh == 0
    }

    /// Whether ranking no longer needs to see an order: only then may its account be closed.
    ///
    /// A tombstone that went too early would stop the cursor for ever.
    #[inline]
    pub const fn has_passed(&self, ticket: u32) -> bool {
        self.is_finished() || ticket < self.cursor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_tickets_fill_first_and_tombstones_are_passed_over() {
        let mut ranking = Ranking { left_wh: 7, cursor: 0, tickets: 5 };
        assert_eq!(ranking.rank(0, Wh(4)), Ok(Wh(4)));
        assert_eq!(ranking.rank(1, Wh::ZERO), Ok(Wh::ZERO));
        assert!(ranking.has_passed(1) && !ranking.has_passed(2));
        assert_eq!(ranking.rank(2, Wh(9)), Ok(Wh(3)));
        assert!(ranking.is_finished() && ranking.has_passed(4));
        assert_eq!(ranking.rank(3, Wh(1)), Err(Error::RankingFinished));
        assert_eq!(ranking.cursor, 3);
    }

    #[test]
    fn nobody_jumps_the_queue() {
        let start = Ranking { left_wh: 7, cursor: 1, tickets: 2 };
        for (ticket, tickets) in [(0, 2), (2, 3), (1, 1)] {
            let mut ranking = Ranking { tickets, ..start };
            assert_eq!(ranking.rank(ticket, Wh(1)), Err(Error::OutOfTurn));
            assert_eq!(ranking, Ranking { tickets, ..start });
        }
    }

    #[test]
    fn more_than_one_order_can_hold_may_be_left() {
        let mut ranking = Ranking { left_wh: u64::from(u32::MAX) + 2, cursor: 0, tickets: 2 };
        assert_eq!(ranking.rank(0, Wh(u32::MAX)), Ok(Wh(u32::MAX)));
        assert_eq!(ranking.rank(1, Wh(5)), Ok(Wh(2)));
    }
}
