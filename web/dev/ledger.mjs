// Transactions, balances and ledger state for the development server.
import { chance } from './world.mjs'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const base58 = (key, length) => Array.from({ length }, (_, i) => ALPHABET[Math.floor(58 * chance(key, i * 7919 + 3))]).join('')
const hex = (key) => Array.from({ length: 64 }, (_, i) => Math.floor(16 * chance(key, i)).toString(16)).join('')
const iso = (s) => new Date(s * 1000).toISOString().replace('.000Z', 'Z')
const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'

export const PROGRAMS = Object.fromEntries(
  ['governance', 'registry', 'oracle', 'energy_token', 'trading'].map((name) => [name, base58(name, 44)]),
)

const KINDS = [
  ['trading', 'PlaceOrder', 4, 'Transfer'], ['oracle', 'SubmitBatch', 1, 'MintTo'], ['trading', 'SettleOrder', 6, 'Burn'],
  ['trading', 'ClearInterval', 1, null], ['trading', 'RankOrders', 1, null], ['oracle', 'OpenBatch', 1, null],
  ['energy_token', 'IssueCredit', 1, 'MintTo'], ['trading', 'CancelOrder', 1, 'Transfer'],
]

export function transaction(sequence, time) {
  const [program, name, times, inner] = KINDS[Math.floor(KINDS.length * chance('kind', sequence) ** 1.6)]
  const failed = chance('fail', sequence) > 0.93
  const logs = []
  for (let i = 0; i < times; i += 1) {
    logs.push(`Program ${PROGRAMS[program]} invoke [1]`, `Program log: Instruction: ${name}`)
    if (inner !== null) logs.push(`Program ${TOKEN} invoke [2]`, `Program log: Instruction: ${inner}`, `Program ${TOKEN} success`)
    logs.push(`Program ${PROGRAMS[program]} consumed ${4800 + i} of 200000 compute units`)
    logs.push(failed ? `Program ${PROGRAMS[program]} failed: custom program error: 0x1773` : `Program ${PROGRAMS[program]} success`)
    if (failed) break
  }
  return {
    number: sequence, signature: base58(`sig${sequence}`, 88), slot: 435888000 + sequence * 2, time: iso(time),
    error: failed ? 'InstructionError(0, Custom(6003))' : null, custom_code: failed ? 6003 : null, compute_units: 5000 * times, logs,
  }
}

export function balances(fleet, time) {
  const step = Math.floor(time / 900)
  return fleet.map((m) => ({
    meter_id: m.meter_id, wallet: base58(`wallet${m.meter_id}`, 44),
    energy_kwh: m.pv_kw ? Number((chance(m.meter_id, step) * 14).toFixed(3)) : 0,
    credits: (380 + 240 * chance(`${m.meter_id}c`, step)).toFixed(6),
  }))
}

export function state(count, time) {
  return { programs: PROGRAMS, transactions: count, head: hex(`head${count}`), time: iso(time), authority: base58('authority', 44) }
}
