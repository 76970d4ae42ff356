import { expect, it } from 'vitest'
import { dayTotals, lastDay, powerColumns, stepHours } from '../src/domain/series'

const point = (time: string, kwh: number) => ({ time, generation_kwh: kwh, consumption_kwh: 2 * kwh, import_kwh: kwh, export_kwh: kwh / 2 })

it('turns energies of an interval into mean powers, by time', () => {
  const columns = powerColumns([point('2025-01-01T00:15:00Z', 2), point('2025-01-01T00:00:00Z', 1)])
  expect(columns[0][1]).toBe((columns[0][0] ?? 0) + 900)
  expect(columns[1]).toEqual([4, 8])
  expect(columns[4]).toEqual([-2, -4])
})

it('takes a lone point for a quarter of an hour', () => {
  expect(stepHours([0])).toBe(0.25)
  expect(stepHours([0, 3600, 7200])).toBe(1)
})

it('keeps the newest day, each interval once, the later one winning', () => {
  const interval = (start: string, price: number) => ({ start, price, traded_kwh: 1, savings: 0 })
  const kept = lastDay([interval('2025-01-01T00:00:00Z', 1), interval('2025-01-02T00:00:00Z', 2), interval('2025-01-02T00:00:00Z', 3)])
  expect(kept.map((i) => i.price)).toEqual([3])
})

it('adds up the day', () => {
  expect(dayTotals([point('2025-01-01T00:00:00Z', 1), point('2025-01-01T00:15:00Z', 2)])).toEqual({ generation: 3, consumption: 6, import: 3, export: 1.5 })
})
