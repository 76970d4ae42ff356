import { expect, it } from 'vitest'
import { ribbons, selfSufficiency } from '../src/domain/flow'

const totals = { generation_kw: 60, discharge_kw: 0, import_kw: 40, consumption_kw: 70, charge_kw: 20, export_kw: 10 }

it('draws ribbons as wide as their power, inside the picture', () => {
  const { sources, sinks } = ribbons(totals, 300, 150, 64)
  expect(sources.map((s) => s.thickness)).toEqual([90, 0, 60])
  expect(sinks.reduce((sum, s) => sum + s.thickness, 0)).toBeCloseTo(150)
  for (const flow of [...sources, ...sinks]) {
    expect(flow.nodeY).toBeGreaterThanOrEqual(0)
    expect(flow.nodeY + flow.thickness).toBeLessThanOrEqual(300)
  }
})

it('rests without power', () => {
  const none = Object.fromEntries(Object.keys(totals).map((key) => [key, 0])) as typeof totals
  expect(ribbons(none, 300, 150, 64).sources.every((s) => s.thickness === 0)).toBe(true)
})

it('knows how far a campus covers itself', () => {
  expect(selfSufficiency(100, 40)).toBeCloseTo(0.6)
  expect(selfSufficiency(100, 120)).toBe(0)
  expect(selfSufficiency(0, 0)).toBeNull()
})
