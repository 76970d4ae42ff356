// Watch the market with @solana/kit: print what the trading program and those it calls log, as it happens.
//
//   node examples/ledger/watch_market.mjs --count 20
//
// Events are decoded by the IDL. All lines of a transaction are looked at, so the burning of what was delivered shows
// beside the settlement that caused it.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import anchor from '@coral-xyz/anchor'
import { address, createSolanaRpcSubscriptions } from '@solana/kit'

import { commonOptions } from './market.mjs'

const { values: options } = parseArgs({ options: { ...commonOptions, count: { type: 'string', default: '0' } } })
const load = (name) => JSON.parse(readFileSync(`${options.idl}/${name}.json`, 'utf8'))
const programs = ['trading', 'energy_token'].map((name) => new anchor.Program(load(name), { connection: null }))

/** The events among a transaction's log lines. */
function* eventsOf(lines) {
  for (const line of lines) {
    if (!line.startsWith('Program data: ')) continue
    const data = line.slice('Program data: '.length)
    const event = programs.map(({ coder }) => coder.events.decode(data)).find(Boolean)
    if (event) yield event
  }
}

const told = (data) => Object.entries(data).map(([name, value]) => `${name}=${value}`).join(' ')

const next = new URL(options.rpc)
next.port = Number(next.port) + 1
const url = options.ws ?? next.href.replace('http', 'ws')
const abort = new AbortController()
const logs = await createSolanaRpcSubscriptions(url)
  .logsNotifications({ mentions: [address(load('trading').address)] }, { commitment: 'confirmed' })
  .subscribe({ abortSignal: abort.signal })
console.log(`watching ${url}`)
let left = Number(options.count) || Infinity
for await (const { context, value } of logs) {
  if (value.err) continue
  for (const { name, data } of eventsOf(value.logs)) {
    console.log(`${context.slot} ${name} ${told(data)}`)
    left -= 1
  }
  if (left <= 0) break
}
abort.abort()
process.exit()
