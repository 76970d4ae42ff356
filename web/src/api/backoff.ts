/** How long to wait before the next attempt, so that a thousand pages do not return at once. */

const FIRST_MS = 500
const LONGEST_MS = 30_000

/** Return the wait before attempt n = 0, 1, 2... [ms]; `chance` in [0, 1) spreads it by a quarter either way. */
export function backoffMs(attempt: number, chance: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)) * (0.75 + chance / 2)
}
