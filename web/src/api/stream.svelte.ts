/** The gateway's WebSocket: opens, reopens with back-off, and says which of the two it is. */
import { backoffMs } from './backoff'
import type { StreamEvent } from './types'

export type StreamState = 'connecting' | 'live' | 'reconnecting'
/** A stream that is silent for so long is taken for dead and opened again. */
const SILENCE_MS = 90_000

export class Stream {
  state = $state.raw<StreamState>('connecting')
  #socket: WebSocket | null = null
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly url: string,
    private readonly take: (event: StreamEvent) => void,
    private readonly opened: () => void,
  ) {}

  open(): void {
    clearTimeout(this.#timer)
    const socket = new WebSocket(this.url)
    this.#socket = socket
    socket.onopen = () => {
      this.#attempt = 0
      this.state = 'live'
      this.#listen()
      this.opened()
    }
    socket.onmessage = (message: MessageEvent<string>) => {
      this.#listen()
      const event = parse(message.data)
      if (event) this.take(event)
    }
    socket.onclose = () => this.#again()
  }

  close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    if (this.#socket) this.#socket.onclose = null
    this.#socket?.close()
  }

  #listen(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#socket?.close(), SILENCE_MS)
  }

  #again(): void {
    clearTimeout(this.#silence)
    this.state = 'reconnecting'
    this.#timer = setTimeout(() => this.open(), backoffMs(this.#attempt, Math.random()))
    this.#attempt += 1
  }
}

function parse(text: string): StreamEvent | null {
  try {
    const event: unknown = JSON.parse(text)
    return typeof event === 'object' && event !== null && 'kind' in event && 'data' in event ? (event as StreamEvent) : null
  } catch {
    return null
  }
}
