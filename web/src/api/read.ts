/** From the gateway's JSON to the page's own types: one place for names and units, and for what may be missing. */
import type {
  Balance, Book, HealthItem, Interval, Ledger, Level, Live, Meter, MeterPower, MeterReading, Phase, PowerPoint, Totals,
  Transaction,
} from './types'

type Row = Record<string, unknown>

const row = (body: unknown): Row => (typeof body === 'object' && body !== null ? (body as Row) : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value))

function number(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null
  const found = Number(value)
  return Number.isFinite(found) ? found : null
}

/** Return the first key that holds a number. */
function first(from: Row, ...keys: string[]): number | null {
  for (const key of keys) {
    const found = number(from[key])
    if (found !== null) return found
  }
  return null
}

const kwh = (from: Row, ...keys: string[]): number => first(from, ...keys) ?? 0

/** Return the rows of a list, or of the first list inside an object. */
export function rows(body: unknown): Row[] {
  const found = Array.isArray(body) ? body : Object.values(row(body)).find(Array.isArray)
  return (found ?? []).map(row)
}

export function meters(body: unknown): Meter[] {
  return rows(body) as unknown as Meter[]
}

export function readings(body: unknown): MeterReading[] {
  return rows(body).map((r) => ({
    meter_id: text(r.meter_id),
    time: text(r.timestamp),
    generated_kwh: kwh(r, 'energy_generated'),
    consumed_kwh: kwh(r, 'energy_consumed'),
    voltage: number(r.voltage),
    power_factor: number(r.power_factor),
  }))
}

function totals(r: Row): Totals {
  return {
    generation_kw: kwh(r, 'generation_kw'), consumption_kw: kwh(r, 'consumption_kw'), import_kw: kwh(r, 'import_kw'),
    export_kw: kwh(r, 'export_kw'), charge_kw: kwh(r, 'charge_kw'), discharge_kw: kwh(r, 'discharge_kw'),
  }
}

function meterPower(r: Row): MeterPower {
  const soc = number(r.soc)
  return {
    ...totals(r),
    meter_id: text(r.meter_id),
    role: text(r.role),
    level_pct: soc === null ? number(r.battery_level) : soc * 100,
    voltage: number(r.voltage),
    power_factor: number(r.power_factor),
  }
}

export function live(body: unknown): Live | null {
  const from = row(body)
  if (!from.totals) return null
  const sky = row(from.weather)
  return {
    time: text(from.time),
    length_s: kwh(from, 'length_s'),
    totals: totals(row(from.totals)),
    meters: rows(from.meters).map(meterPower),
    weather: {
      temperature: first(sky, 'temperature_c', 'temperature'), humidity: first(sky, 'humidity_pct', 'humidity'),
      wind: first(sky, 'wind_m_s', 'wind'), ghi: first(sky, 'ghi_w_m2', 'ghi'), condition: text(sky.condition),
    },
  }
}

export function power(body: unknown): PowerPoint[] {
  return rows(body).map((r) => ({
    time: text(r.time ?? r.start),
    generation_kwh: kwh(r, 'generation_kwh'), consumption_kwh: kwh(r, 'consumption_kwh'),
    import_kwh: kwh(r, 'import_kwh'), export_kwh: kwh(r, 'export_kwh'),
  }))
}

export function interval(body: unknown): Interval {
  const r = row(body)
  return {
    start: text(r.start), price: number(r.price), traded_kwh: kwh(r, 'volume_kwh', 'traded_kwh'),
    savings: kwh(r, 'savings'), orders: kwh(r, 'order_count', 'orders'), trades: kwh(r, 'trade_count', 'trades'),
  }
}

export const intervals = (body: unknown): Interval[] => rows(body).map(interval)

function level(r: Row): Level {
  return { price: kwh(r, 'price'), kwh: kwh(r, 'quantity_kwh', 'kwh'), orders: kwh(r, 'orders') }
}

export function book(body: unknown): Book {
  const r = row(body)
  const phase = text(r.phase)
  return {
    start: text(r.start ?? r.interval) || null,
    phase: (['open', 'cleared'].includes(phase) ? phase : 'idle') as Phase,
    gate_closure: text(r.gate_closure) || null,
    bids: rows(r.bids).map(level),
    asks: rows(r.asks).map(level),
  }
}

export function balances(body: unknown): Balance[] {
  return rows(body).map((r) => ({
    meter_id: text(r.meter_id), wallet: text(r.wallet), energy_kwh: kwh(r, 'energy_kwh'), credit: kwh(r, 'credits', 'credit'),
  }))
}

export function ledger(body: unknown): Ledger {
  const r = row(body)
  const programs = Object.fromEntries(Object.entries(row(r.programs)).map(([name, id]) => [name, text(id)]))
  return { programs, transactions: kwh(r, 'transactions'), head: text(r.head), time: text(r.time), authority: text(r.authority) }
}

export function transaction(body: unknown): Transaction {
  const r = row(body)
  const error = r.error === null || r.error === undefined ? null : text(r.error)
  return {
    signature: text(r.signature), slot: kwh(r, 'slot'), time: text(r.time), error,
    compute_units: kwh(r, 'compute_units'), logs: Array.isArray(r.logs) ? r.logs.map(text) : [],
  }
}

export const transactions = (body: unknown): Transaction[] => rows(body).map(transaction)

export function health(body: unknown): HealthItem[] {
  return rows(body).map((r) => ({ name: text(r.name), ok: r.ok === true, detail: text(r.detail) }))
}

/** Return the campus's name and time zone, as far as the gateway tells them. */
export function campus(body: unknown): { title: string; zone: string } {
  const r = row(body)
  return { title: text(r.title ?? r.campus), zone: text(r.timezone) }
}
