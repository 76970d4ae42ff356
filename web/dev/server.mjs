// A stand-in for the gateway while the page is developed: the same paths, made-up data, the built page.
//   node dev/server.mjs [--port 4040] [--meters 25] [--hour 11.5] [--tick-ms 2000] [--empty]
// POST /dev/drop closes all streams; POST /dev/refuse and /dev/accept switch new streams off and on.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { balances, state, transaction } from './ledger.mjs'
import { streams } from './stream.mjs'
import { book, interval, live, meters, point, readings, ZONE } from './world.mjs'

const { values } = parseArgs({ options: {
  port: { type: 'string', default: '4040' }, meters: { type: 'string', default: '25' }, hour: { type: 'string' },
  'tick-ms': { type: 'string', default: '2000' }, empty: { type: 'boolean', default: false },
} })
const PAGE = fileURLToPath(new URL('../../src/gridtokenx/gateway/page/', import.meta.url))
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.md': 'text/plain', '.json': 'application/json' }
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const real = () => Date.now() / 1000
const shift = values.hour === undefined ? 0 : (() => {
  const today = Math.floor((real() + 7 * 3600) / 86400) * 86400 - 7 * 3600
  return today + Number(values.hour) * 3600 - real()
})()
const now = () => Math.floor(real() + shift)
const fleet = meters(Number(values.meters))
const iso = (s) => new Date(s * 1000).toISOString().replace('.000Z', 'Z')
const settled = () => Math.floor(now() / 900) * 900
const quarterHours = (hours) => Array.from({ length: hours * 4 }, (_, i) => settled() - (hours * 4 - i) * 900)
let sequence = 18204

const routes = {
  '/api/meters': () => fleet,
  '/api/campus/summary': () => ({ timestamp: iso(settled()), campus: 'UTCC University', total_meters: fleet.length }),
  '/api/readings': () => readings(fleet, settled()),
  '/api/campus/live': () => live(fleet, now()),
  '/api/campus/power': () => quarterHours(24).map((s) => point(fleet, s)),
  '/api/market/intervals': () => quarterHours(24).slice(0, -1).map((s) => interval(fleet, s)),
  '/api/market/book': () => book(fleet, now()),
  '/api/balances': () => balances(fleet, now()),
  '/api/ledger': () => state(sequence, now()),
  '/api/ledger/transactions': () => Array.from({ length: 30 }, (_, i) => transaction(sequence - i, now() - i * 4)),
  '/health': () => ({ status: 'healthy', campus: 'UTCC University', time: iso(now()), items: ['simulation', 'store', 'ledger', 'oracle', 'market', 'gateway'].map((name) => ({ name, ok: true, detail: name === 'store' ? 'SQLite, WAL' : 'running' })) }),
}
const EMPTY = {
  '/api/campus/live': () => null, '/api/campus/power': () => [], '/api/market/intervals': () => [],
  '/api/market/book': () => ({ start: null, end: null, phase: 'idle', gate_closure: null, bids: [], asks: [] }),
  '/api/balances': () => [], '/api/readings': () => [], '/api/ledger/transactions': () => [], '/api/meters': () => [],
}
if (values.empty) Object.assign(routes, EMPTY)

let refused = false
const controls = { '/dev/drop': () => stream.drop(), '/dev/refuse': () => { refused = true; stream.drop() }, '/dev/accept': () => { refused = false } }

async function answer(request, response) {
  const path = new URL(request.url, 'http://localhost').pathname
  if (request.method === 'POST' && controls[path]) { controls[path](); response.writeHead(204).end(); return }
  if (routes[path]) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(routes[path]()))
    return
  }
  const file = normalize(join(PAGE, path === '/' ? 'index.html' : path))
  const body = file.startsWith(PAGE) ? await readFile(file).catch(() => null) : null
  if (body === null) { response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"title":"Not Found","status":404}'); return }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' }).end(body)
}

const server = createServer((request, response) => { answer(request, response).catch(() => response.destroy()) })
server.prependListener('upgrade', (_, socket) => { if (refused) socket.destroy() })
const HELLO = { campus: 'UTCC University', timezone: ZONE, currency: 'THB' }
const stream = streams(server, () => ({ kind: 'hello', time: iso(now()), data: HELLO }))
const publish = (kind, data) => stream.send({ kind, time: iso(now()), data })

if (!values.empty) setInterval(() => {
  publish('power', live(fleet, now()))
  publish('book', book(fleet, now()))
  if (Math.random() < 0.7) { sequence += 1; publish('transaction', transaction(sequence, now())) }
}, Number(values['tick-ms']))
server.listen(Number(values.port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
