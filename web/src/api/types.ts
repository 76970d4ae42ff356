/** What the page knows, after api/read.ts: energies in kWh, powers in kW, prices in credit/kWh, times RFC 3339 in UTC. */

export interface Meter {
  meter_id: string
  building: string
  building_type: string
  floor: number
  type: string
  capacity_kw: number
  pv_kw: number
  battery_kwh: number
}

export interface MeterReading {
  meter_id: string
  /** Generated less consumed in the newest settlement interval. */
  net_kwh: number
  voltage: number | null
  power_factor: number | null
}

export interface Weather {
  temperature: number | null
  humidity: number | null
  wind: number | null
  ghi: number | null
  condition: string
}

export interface Totals {
  generation_kw: number
  consumption_kw: number
  import_kw: number
  export_kw: number
  charge_kw: number
  discharge_kw: number
}

export interface MeterPower extends Totals {
  meter_id: string
  role: string
  /** State of charge [per cent], null without a battery. */
  level_pct: number | null
}

export interface Live {
  time: string
  length_s: number
  weather: Weather
  totals: Totals
  meters: MeterPower[]
}

export interface PowerPoint {
  time: string
  generation_kwh: number
  consumption_kwh: number
  import_kwh: number
  export_kwh: number
}

export interface Interval {
  start: string
  price: number | null
  traded_kwh: number
  savings: number
}

export interface Level {
  price: number
  kwh: number
  orders: number
}

export type Phase = 'idle' | 'open' | 'cleared'

export interface Book {
  /** Empty where no interval is on the market. */
  start: string
  phase: Phase
  gate_closure: string
  bids: Level[]
  asks: Level[]
}

export interface Balance {
  meter_id: string
  wallet: string
  energy_kwh: number
  credit: number
}

export interface Ledger {
  programs: Record<string, string>
  transactions: number
  head: string
  time: string
  authority: string
}

export interface Transaction {
  signature: string
  slot: number
  time: string
  /** Empty when the transaction took effect. */
  error: string
  compute_units: number
  logs: string[]
}

export interface HealthItem {
  name: string
  ok: boolean
  detail: string
}

export interface CampusName {
  title: string
  zone: string
}

/** An event of the stream; `data` goes through api/read.ts like the body of the path it belongs to. */
export interface StreamEvent {
  kind: string
  time: string
  data: unknown
}
