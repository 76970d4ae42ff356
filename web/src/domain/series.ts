/** Rows of the API as columns over time, and what they add up to. */
import type { Interval, PowerPoint } from '../api/types'

export const DAY_MS = 86_400_000
const MAX_POINTS = 2_000

/** Column names after the time column [epoch s]; powers are means over the step [kW], export drawn downwards. */
export type Columns = [number[], ...(number | null)[][]]

const seconds = (time: string): number => Date.parse(time) / 1000

/** Return the length of the series' step [h]: the commonest distance of neighbours, a quarter of an hour alone. */
export function stepHours(times: number[]): number {
  const gaps = times.slice(1).map((t, i) => t - (times[i] ?? t)).sort((a, b) => a - b)
  return (gaps[Math.floor(gaps.length / 2)] ?? 900) / 3600
}

/** Return time, generation, consumption, import and (negative) export [kW]. */
export function powerColumns(points: PowerPoint[]): Columns {
  const rows = points.toSorted((a, b) => seconds(a.time) - seconds(b.time)).slice(-MAX_POINTS)
  const times = rows.map((p) => seconds(p.time))
  const hours = stepHours(times)
  return [
    times,
    rows.map((p) => p.generation_kwh / hours),
    rows.map((p) => p.consumption_kwh / hours),
    rows.map((p) => p.import_kwh / hours),
    rows.map((p) => -p.export_kwh / hours),
  ]
}

/** Return time, clearing price [credit/kWh] and volume [kWh]. */
export function priceColumns(intervals: Interval[]): Columns {
  const rows = intervals.slice(-MAX_POINTS)
  return [rows.map((i) => seconds(i.start)), rows.map((i) => i.price), rows.map((i) => i.traded_kwh)]
}

/** Return the intervals of the day that ends with the newest, by time, each start once. */
export function lastDay(intervals: Interval[]): Interval[] {
  const byStart = new Map(intervals.map((i) => [i.start, i]))
  const rows = [...byStart.values()].sort((a, b) => seconds(a.start) - seconds(b.start))
  const newest = rows.at(-1)
  return newest ? rows.filter((i) => Date.parse(i.start) > Date.parse(newest.start) - DAY_MS) : []
}

export interface DayTotals {
  generation: number
  consumption: number
  import: number
  export: number
}

/** Return the day's energies [kWh]. */
export function dayTotals(points: PowerPoint[]): DayTotals {
  const total = (key: keyof Omit<PowerPoint, 'time'>): number => points.reduce((sum, p) => sum + p[key], 0)
  return {
    generation: total('generation_kwh'),
    consumption: total('consumption_kwh'),
    import: total('import_kwh'),
    export: total('export_kwh'),
  }
}
