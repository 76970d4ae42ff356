import { expect, it } from 'vitest'
import { en } from '../src/text/dictionary'
import { clock, countdown, DASH, decimal, isZone, quantity } from '../src/text/format'
import th from '../src/text/th.json'

it('has every word in both languages', () => {
  expect(Object.keys(th)).toEqual(Object.keys(en))
  expect(Object.values(th).every((word) => word.trim() !== '')).toBe(true)
})

it('writes numbers with a real minus and none on nothing', () => {
  expect(decimal(-1234.5, 1, 'en')).toBe('−1,234.5')
  expect(decimal(-0.001, 2, 'th')).toBe('0.00')
  expect(decimal(null, 2, 'en')).toBe(DASH)
  expect([0.5, 12.34, 1234].map((n) => quantity(n, 'en'))).toEqual(['0.50', '12.3', '1,234'])
})

it("tells the time of the campus, not the browser's", () => {
  expect(clock('2025-01-01T20:05:09Z', 'Asia/Bangkok', 'th', true)).toBe('03:05:09')
  expect(clock('', 'Asia/Bangkok', 'en')).toBe(DASH)
  expect(isZone('Asia/Bangkok')).toBe(true)
  expect(isZone('Nowhere/Town')).toBe(false)
})

it('counts down to nothing and no further', () => {
  expect([725_000, 3_725_000, -5].map(countdown)).toEqual(['12:05', '1:02:05', '00:00'])
})
