import { expect, it } from 'vitest'
import { backoffMs } from '../src/api/backoff'
import { filtered, leading, sorted, visible } from '../src/domain/rows'

it('sorts numbers and names, empty cells last either way', () => {
  const rows = [{ v: 10 }, { v: null }, { v: 9 }]
  expect(sorted(rows, (r) => r.v, false).map((r) => r.v)).toEqual([9, 10, null])
  expect(sorted(rows, (r) => r.v, true).map((r) => r.v)).toEqual([10, 9, null])
  expect(sorted(['M_10', 'M_9'], (r) => r, false)).toEqual(['M_9', 'M_10'])
})

it('filters by every word that was typed', () => {
  expect(filtered(['red house', 'red tree'], ' HOUSE red ', (r) => r)).toEqual(['red house'])
})

it('draws all rows up to the limit, then those in view', () => {
  expect(visible(200, 0, 400, 33)).toEqual({ from: 0, to: 200 })
  const { from, to } = visible(1000, 16_500, 400, 33)
  expect(from).toBeLessThanOrEqual(500)
  expect(to).toBeGreaterThanOrEqual(513)
  expect(to - from).toBeLessThan(40)
  expect(visible(1000, 99_999, 400, 33).to).toBe(1000)
})

it('waits longer each time, within a bound', () => {
  expect([0, 1, 2].map((n) => backoffMs(n, 0.5))).toEqual([500, 1000, 2000])
  expect(backoffMs(50, 0.99)).toBeLessThan(40_000)
})

it('puts the leading columns first in their own order and leaves no other out', () => {
  const columns = ['a', 'b', 'c', 'd'].map((key) => ({ key }))
  expect(leading(columns, ['c', 'a', 'x']).map((c) => c.key)).toEqual(['c', 'a', 'b', 'd'])
})
