import { describe, expect, it } from 'vitest'
import { cumulative, indication } from '../src/domain/auction'

const level = (price: number, kwh: number) => ({ price, kwh, orders: 1 })

describe('indication', () => {
  it('is the middle of the prices at which the sides balance', () => {
    // One bid at 0.300, one ask at 0.200, equal: lo = 200 (no demand is left unserved), hi = 300; the middle is 250.
    expect(indication([level(0.3, 2)], [level(0.2, 2)])).toEqual({ price: 0.25, kwh: 2 })
  })
  it('is the marginal price where one side is rationed', () => {
    // 3 kWh wanted at 0.300 and 5 more at 0.250 meet 4 kWh: the bids at 0.250 share what is left.
    expect(indication([level(0.3, 3), level(0.25, 5)], [level(0.2, 4)])).toEqual({ price: 0.25, kwh: 4 })
  })
  it('is nothing where the sides do not meet', () => {
    expect(indication([level(0.2, 1)], [level(0.3, 1)])).toBeNull()
    expect(indication([], [level(0.3, 1)])).toBeNull()
  })
})

it('adds depth from the best price on', () => {
  expect(cumulative([level(0.3, 1), level(0.2, 2)]).map((l) => l.depth)).toEqual([1, 3])
})
