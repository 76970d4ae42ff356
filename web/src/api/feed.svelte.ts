/** All that the page knows of the campus: each path as a resource, kept fresh by the stream or, without it, by polling. */
import * as read from './read'
import { Resource } from './resource.svelte'
import { Stream } from './stream.svelte'
import type { StreamEvent, Transaction } from './types'

const POLL_MS = 5_000
const SLOW_MS = 60_000
const HEALTH_MS = 30_000
const KEPT_INTERVALS = 400
const KEPT_TRANSACTIONS = 60
/** Events are shown together this often, so that a campus that catches up a day in seconds does not choke the page. */
const SHOW_MS = 100
const WAITING_MAX = 1_000

export class Feed {
  readonly meters = new Resource('api/meters', read.meters)
  readonly readings = new Resource('api/readings', read.readings)
  readonly summary = new Resource('api/campus/summary', read.campus)
  // 503 says that no step has ended yet, and of the health that a part is down: both are answers.
  readonly live = new Resource('api/campus/live', read.live, () => null)
  readonly power = new Resource('api/campus/power', read.power)
  readonly intervals = new Resource('api/market/intervals', read.intervals)
  readonly book = new Resource('api/market/book', read.book)
  readonly balances = new Resource('api/balances', read.balances)
  readonly ledger = new Resource('api/ledger', read.ledger)
  readonly transactions = new Resource('api/ledger/transactions?limit=30', read.transactions)
  readonly health = new Resource('health', read.health, read.health)
  readonly stream: Stream
  /** Campus time less the browser's [ms]: a simulated campus has its own. */
  offsetMs = $state.raw(0)
  #waiting: StreamEvent[] = []
  #showing: ReturnType<typeof setTimeout> | undefined
  #settled: ReturnType<typeof setTimeout> | undefined

  constructor(base: URL) {
    const url = new URL('api/stream', base)
    url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
    this.stream = new Stream(url.href, (event) => this.#hear(event), () => void this.refresh())
  }

  /** Start; returns how to stop. */
  start(): () => void {
    void this.refresh()
    this.stream.open()
    const timers = [
      setInterval(() => { if (this.stream.state !== 'live') this.#poll() }, POLL_MS),
      setInterval(() => void this.health.load(), HEALTH_MS),
      setInterval(() => this.#slow(), SLOW_MS),
    ]
    return () => {
      timers.forEach(clearInterval)
      clearTimeout(this.#settled)
      clearTimeout(this.#showing)
      this.stream.close()
    }
  }

  /** Read everything anew. */
  async refresh(): Promise<void> {
    await Promise.all([
      this.meters.load(), this.summary.load(), this.live.load(), this.book.load(), this.transactions.load(),
      this.health.load(),
    ])
    this.#clock(this.live.data?.time)
    this.#slow()
  }

  #poll(): void {
    void Promise.all([this.live.load(), this.book.load(), this.transactions.load()]).then(() => this.#clock(this.live.data?.time))
  }

  #slow(): void {
    for (const resource of [this.power, this.intervals, this.balances, this.ledger, this.readings, this.health]) void resource.load()
    if (this.meters.data === null) void this.meters.load()
  }

  #clock(time: string | undefined): void {
    const at = Date.parse(time ?? '')
    if (Number.isFinite(at)) this.offsetMs = at - Date.now()
  }

  #hear(event: StreamEvent): void {
    this.#waiting.push(event)
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift()
    this.#showing ??= setTimeout(() => {
      const events = this.#waiting
      this.#waiting = []
      this.#showing = undefined
      // Of states only the newest counts, of happenings each.
      for (const e of events) if (e.kind === 'transaction' || e.kind === 'interval' || e === events.findLast((x) => x.kind === e.kind)) this.#take(e)
    }, SHOW_MS)
  }

  /** Take an event; one that does not carry the body of its path makes the path be read instead. */
  #take({ kind, time, data }: StreamEvent): void {
    this.#clock(time)
    const body = (data ?? {}) as Record<string, unknown>
    if (kind === 'power') take(this.live, 'totals' in body, () => read.live(body))
    else if (kind === 'book') take(this.book, 'bids' in body, () => read.book(body))
    else if (kind === 'transaction') take(this.transactions, 'logs' in body, (known) => newest(read.transactions([body]), known))
    else if (kind === 'interval') this.#settle(body)
    else if (kind === 'hello' && body.timezone) this.summary.set(read.campus(body))
  }

  #settle(body: Record<string, unknown>): void {
    take(this.intervals, 'volume_kwh' in body, (known) => [...(known ?? []), ...read.intervals([body])].slice(-KEPT_INTERVALS))
    // A settled interval moves balances, the day's power and the readings: read them once for a burst of events.
    clearTimeout(this.#settled)
    this.#settled = setTimeout(() => this.#slow(), 1_000)
  }
}

function take<T>(resource: Resource<T>, whole: boolean, next: (known: T | null) => T): void {
  if (whole) resource.set(next(resource.data))
  else void resource.load()
}

function newest(come: Transaction[], known: Transaction[] | null): Transaction[] {
  const others = (known ?? []).filter((t) => t.signature !== come[0]?.signature)
  return [...come, ...others].slice(0, KEPT_TRANSACTIONS)
}
