/** What the open book would clear at if the gate closed now: the call auction's own rule, on the levels in view.
 *
 *  D(p) = bids at p or above, S(p) = asks at p or below. lo is the least p with D(p+1) <= S(p), hi the greatest
 *  with S(p-1) <= D(p); the price is floor((lo + hi) / 2) in ticks of 0.001 credit/kWh, the volume min(D, S) there. */
import type { Level } from '../api/types'

export interface Indication {
  price: number
  kwh: number
}

const ticksOf = (price: number): number => Math.round(price * 1000)
const sum = (levels: Level[]): number => levels.reduce((total, level) => total + level.kwh, 0)

/** Return the indicative price [credit/kWh] and volume [kWh], or null where the sides do not meet. */
export function indication(bids: Level[], asks: Level[]): Indication | null {
  const prices = [...bids, ...asks].map((level) => ticksOf(level.price))
  if (bids.length === 0 || asks.length === 0) return null
  const demand = (p: number): number => sum(bids.filter((b) => ticksOf(b.price) >= p))
  const supply = (p: number): number => sum(asks.filter((a) => ticksOf(a.price) <= p))
  const low = Math.min(...prices) - 1
  const high = Math.max(...prices) + 1
  let lo = high
  let hi = low
  for (let p = low; p <= high; p += 1) if (demand(p + 1) <= supply(p)) { lo = p; break }
  for (let p = high; p >= low; p -= 1) if (supply(p - 1) <= demand(p)) { hi = p; break }
  const tick = Math.floor((lo + hi) / 2)
  const kwh = Math.min(demand(tick), supply(tick))
  return kwh > 0 ? { price: tick / 1000, kwh } : null
}

/** Return the levels with the quantity from the best price down to each [kWh]. */
export function cumulative(levels: Level[]): (Level & { depth: number })[] {
  let depth = 0
  return levels.map((level) => ({ ...level, depth: (depth += level.kwh) }))
}
