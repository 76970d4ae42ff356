// Plausible data for developing the page without the product: a 25-meter campus by day and night.
// Nothing of it is shipped. Every number is a pure function of the time, so that reloads agree.

const SITES = `ENG Engineering academic 150 90 20 75|SCI Science_and_Technology academic 120 70 18 65
BUS Business_Administration academic 130 80 13 66|ACC Accountancy academic 100 60 10 50
ECO Economics academic 90 50 9 45|COM Communication_Arts academic 80 0 9 42|HUM Humanities academic 0 0 9 46
LAW Law academic 0 0 7 36|DORM1 Dormitory_1 residential 110 100 22 70|DORM2 Dormitory_2 residential 100 90 20 64
DORM3 Dormitory_3 residential 85 0 18 58|DORM4 Dormitory_4 residential 0 0 18 56|INTL International_House residential 0 0 14 44
STAFF Staff_Residence residential 0 0 12 36|ADMIN Administration administrative 90 50 11 46
LIB Library_and_Registrar administrative 100 60 14 52|FIN Finance_and_Personnel administrative 0 0 6 28
SA Student_Affairs administrative 0 0 5 25|GYM Sports_Complex athletic 180 120 12 85|POOL Swimming_Pool athletic 100 80 20 55
FIELD Stadium_and_Field athletic 0 0 3 70|RES Research_Institute research 140 100 34 68
DATA Data_Centre_and_Digital_Lab research 0 0 56 70|MAINT Maintenance_and_Car_Park support 130 0 10 35
DINING Dining_Hall support 0 0 15 62`.split(/[|\n]/).map((line) => line.split(' '))

export const ZONE = 'Asia/Bangkok'
const ZONE_S = 7 * 3600
const round = (x, digits = 3) => Number(x.toFixed(digits))

/** One number in [0, 1) for a key and a step. */
export function chance(key, step) {
  let h = 2166136261 ^ step
  for (const c of key) h = Math.imul(h ^ c.charCodeAt(0), 16777619)
  h = Math.imul(h ^ (h >>> 15), 2246822507)
  h = Math.imul(h ^ (h >>> 13), 3266489909)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

export function meters(count) {
  return Array.from({ length: count }, (_, i) => {
    const [code, name, kind, pv, battery, base, peak] = SITES[i % SITES.length]
    const copy = Math.floor(i / SITES.length) + 1
    return {
      meter_id: `UTCC_${code}_${String(copy).padStart(3, '0')}`, building: name.replaceAll('_', ' '), building_type: kind,
      floor: copy, type: +pv > 0 ? 'prosumer' : 'consumer', capacity_kw: +pv || +peak, solar_installed: +pv > 0,
      battery_storage: +battery > 0, pv_kw: +pv, battery_kwh: +battery, battery_kw: +battery / 2, wind_kw: 0,
      base_kw: +base, peak_kw: +peak, strategy: 'Moderate', zone: '',
    }
  })
}

export function weather(time) {
  const hour = ((time + ZONE_S) / 3600) % 24
  const sun = Math.max(0, Math.sin(((hour - 6.1) / 12) * Math.PI))
  const cloud = chance('cloud', Math.floor(time / 5400)) * 0.55
  const names = ['Sunny', 'Partly_Cloudy', 'Cloudy', 'Overcast']
  return {
    temperature_c: round(26.5 + 7 * Math.max(0, Math.sin(((hour - 8) / 14) * Math.PI)) - 3 * cloud, 1),
    humidity_pct: round(78 - 24 * sun, 0), wind_m_s: round(1.2 + 2.4 * chance('wind', Math.floor(time / 900)), 1),
    ghi_w_m2: round(985 * sun ** 1.2 * (1 - cloud), 0), condition: names[Math.min(3, Math.floor(cloud * 7))],
  }
}

function power(meter, time) {
  const hour = ((time + ZONE_S) / 3600) % 24
  const { ghi_w_m2: ghi, temperature_c: temperature } = weather(time)
  const jitter = 1 + 0.12 * (chance(meter.meter_id, Math.floor(time / 15)) - 0.5)
  const busy = meter.building_type === 'residential'
    ? 0.35 + 0.65 * Math.exp(-(((hour - 20.5) / 3.2) ** 2)) : Math.exp(-(((hour - 13) / 4.4) ** 4))
  const generation = meter.pv_kw * (ghi / 1000) * 0.87 * (1 - 0.004 * (temperature - 25)) * (0.97 + 0.03 * jitter)
  const consumption = (meter.base_kw + (meter.peak_kw - meter.base_kw) * busy * 0.9) * jitter
  const surplus = generation - consumption
  const level = meter.battery_kwh ? Math.min(0.96, Math.max(0.12, 0.3 + 0.62 * Math.sin(((hour - 8.5) / 13) * Math.PI))) : null
  const charge = level !== null && level < 0.95 ? Math.min(Math.max(surplus * 0.55, 0), meter.battery_kw) : 0
  const discharge = level !== null && level > 0.15 ? Math.min(Math.max(-surplus * 0.6, 0), meter.battery_kw) : 0
  const net = generation + discharge - consumption - charge
  const load = Math.abs(net) + 0.01
  const volts = round(230 + 3 * (chance(meter.meter_id + 'v', Math.floor(time / 15)) - 0.5) + net / 60, 1)
  const factor = round(0.93 + 0.06 * chance(meter.meter_id + 'p', Math.floor(time / 15)), 3)
  return {
    meter_id: meter.meter_id, generation_kw: round(generation), consumption_kw: round(consumption),
    import_kw: round(Math.max(-net, 0)), export_kw: round(Math.max(net, 0)), charge_kw: round(charge),
    discharge_kw: round(discharge), soc: level === null ? null : round(level, 4),
    role: discharge > 0 && net >= 0 ? 'storage' : net > 0 ? 'prosumer' : 'consumer', voltage: volts,
    current: round((load * 1000) / (Math.sqrt(3) * 400 * factor), 1), power_factor: factor,
  }
}

const FLOWS = ['generation_kw', 'consumption_kw', 'import_kw', 'export_kw', 'charge_kw', 'discharge_kw']
const iso = (s) => new Date(s * 1000).toISOString().replace('.000Z', 'Z')

export function live(fleet, time) {
  const rows = fleet.map((m) => power(m, time))
  const totals = Object.fromEntries(FLOWS.map((f) => [f, round(rows.reduce((sum, r) => sum + r[f], 0))]))
  return { time: iso(time), length_s: 15, weather: weather(time), totals, meters: rows }
}

export function readings(fleet, end) {
  return fleet.map((m) => {
    const r = power(m, end - 450)
    return {
      meter_id: m.meter_id, timestamp: iso(end), building: m.building, energy_consumed: round(r.consumption_kw / 4),
      energy_generated: round(r.generation_kw / 4), voltage: r.voltage, current: r.current, power_factor: r.power_factor,
      battery_level: r.soc === null ? null : round(r.soc * 100, 1),
    }
  })
}

export function point(fleet, start) {
  const { totals } = live(fleet, start + 450)
  const four = Object.fromEntries(FLOWS.slice(0, 4).map((f) => [f.replace('_kw', '_kwh'), round(totals[f] / 4)]))
  return { time: iso(start), ...four, battery_kwh: round((totals.discharge_kw - totals.charge_kw) / 4) }
}

export function interval(fleet, start) {
  const { totals } = live(fleet, start + 450)
  const supply = totals.export_kw / 4
  const demand = totals.import_kw / 4
  const traded = Math.min(supply, demand) * 0.93
  const price = Math.min(0.275, Math.max(0.125, 0.2 + 0.07 * Math.log((demand + 5) / (supply + 5)) * 0.6))
  const none = traded < 0.3
  return {
    start: iso(start), price: none ? null : round(price), volume_kwh: none ? 0 : round(traded), minted_kwh: round(supply),
    burned_kwh: none ? 0 : round(traded), redeemed_kwh: round(Math.max(0, supply - traded)),
    savings: (none ? 0 : traded * 0.11).toFixed(6), trade_count: none ? 0 : 6 + Math.floor(12 * chance('t', start)),
    order_count: none ? 14 : 22 + Math.floor(3 * chance('o', start)),
  }
}

export function book(fleet, time) {
  const start = Math.floor(time / 900) * 900 - 900
  const gate = start + 1800
  const fill = Math.min(1, 0.35 + (time - start - 900) / 700)
  const side = (name, from, to, size) => Array.from({ length: Math.ceil(13 * fill) }, (_, i) => ({
    price: round(from + ((to - from) * (i + chance(name, start + i) * 0.4)) / 13), orders: 1 + Math.floor(3 * chance(name + 'n', start + i)),
    quantity_kwh: round(size * (0.4 + chance(name + 'q', start + i))),
  }))
  const asks = side('ask', 0.15, 0.262, 3.1).sort((a, b) => a.price - b.price)
  const bids = side('bid', 0.279, 0.168, 2.9).sort((a, b) => b.price - a.price)
  return { start: iso(start), end: iso(start + 900), phase: 'open', gate_closure: iso(gate), bids, asks }
}
