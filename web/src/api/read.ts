/** From the gateway's JSON to the page's own types: one place for names and units, and for what may be missing. */
import type {
  Balance, Book, CampusName, HealthItem, Interval, Ledger, Level, Live, Meter, MeterReading, PowerPoint, Totals, Transaction,
} from './types'

type Row = Record<string, unknown>

const row = (body: unknown): Row => (typeof body === 'object' && body !== null ? (body as Row) : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value))

function number(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null
  const found = Number(value)
  return Number.isFinite(found) ? found : null
}

const kwh = (value: unknown): number => number(value) ?? 0

/** Return the rows of a list, or of the first list inside an object. */
export function rows(body: unknown): Row[] {
  const found = Array.isArray(body) ? body : Object.values(row(body)).find(Array.isArray)
  return (found ?? []).map(row)
}

export const meters = (body: unknown): Meter[] => rows(body) as unknown as Meter[]

export const readings = (body: unknown): MeterReading[] =>
  rows(body).map((r) => ({
    meter_id: text(r.meter_id),
    net_kwh: kwh(r.energy_generated) - kwh(r.energy_consumed),
    voltage: number(r.voltage),
    power_factor: number(r.power_factor),
  }))

const FLOWS = ['generation_kw', 'consumption_kw', 'import_kw', 'export_kw', 'charge_kw', 'discharge_kw'] as const
const totals = (r: Row): Totals => Object.fromEntries(FLOWS.map((flow) => [flow, kwh(r[flow])])) as unknown as Totals

/** Return the newest step, or null where there is none yet. */
export function live(body: unknown): Live | null {
  const from = row(body)
  if (!from.totals) return null
  const sky = row(from.weather)
  return {
    time: text(from.time),
    length_s: kwh(from.length_s),
    totals: totals(row(from.totals)),
    meters: rows(from.meters).map((r) => ({
      ...totals(r),
      meter_id: text(r.meter_id),
      role: text(r.role),
      level_pct: number(r.soc) === null ? null : kwh(r.soc) * 100,
    })),
    weather: {
      temperature: number(sky.temperature_c), humidity: number(sky.humidity_pct), wind: number(sky.wind_m_s),
      ghi: number(sky.ghi_w_m2), condition: text(sky.condition),
    },
  }
}

export const power = (body: unknown): PowerPoint[] =>
  rows(body).map((r) => ({
    time: text(r.time), generation_kwh: kwh(r.generation_kwh), consumption_kwh: kwh(r.consumption_kwh),
    import_kwh: kwh(r.import_kwh), export_kwh: kwh(r.export_kwh),
  }))

export const intervals = (body: unknown): Interval[] =>
  rows(body).map((r) => ({
    start: text(r.start), price: number(r.price), traded_kwh: kwh(r.volume_kwh), savings: kwh(r.savings),
  }))

const levels = (body: unknown): Level[] =>
  rows(body).map((r) => ({ price: kwh(r.price), kwh: kwh(r.quantity_kwh), orders: kwh(r.orders) }))

export function book(body: unknown): Book {
  const r = row(body)
  const phase = r.phase === 'open' || r.phase === 'cleared' ? r.phase : 'idle'
  return { start: text(r.start), phase, gate_closure: text(r.gate_closure), bids: levels(r.bids), asks: levels(r.asks) }
}

export const balances = (body: unknown): Balance[] =>
  rows(body).map((r) => ({
    meter_id: text(r.meter_id), wallet: text(r.wallet), energy_kwh: kwh(r.energy_kwh), credit: kwh(r.credits),
  }))

export function ledger(body: unknown): Ledger {
  const r = row(body)
  return {
    programs: row(r.programs) as Record<string, string>, transactions: kwh(r.transactions), head: text(r.head),
    time: text(r.time), authority: text(r.authority),
  }
}

export const transactions = (body: unknown): Transaction[] =>
  rows(body).map((r) => ({
    signature: text(r.signature), slot: kwh(r.slot), time: text(r.time), error: text(r.error),
    compute_units: kwh(r.compute_units), logs: Array.isArray(r.logs) ? r.logs.map(text) : [],
  }))

export const health = (body: unknown): HealthItem[] =>
  rows(body).map((r) => ({ name: text(r.name), ok: r.ok === true, detail: text(r.detail) }))

/** Return the campus's name and time zone, as far as a body tells them. */
export function campus(body: unknown): CampusName {
  const r = row(body)
  return { title: text(r.campus), zone: text(r.timezone) }
}
