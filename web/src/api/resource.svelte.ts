/** One path of the API with its state: loading, ready or failed. Data that was once read stays while it is read again. */

const TIMEOUT_MS = 15_000

export class Resource<T> {
  data = $state.raw<T | null>(null)
  error = $state.raw<string | null>(null)
  loading = $state.raw(true)
  /** When the data were read [epoch ms]. */
  readAt = $state.raw(0)
  #busy = false

  constructor(
    private readonly path: string,
    private readonly shape: (body: unknown) => T,
    private readonly unready?: (body: unknown) => T,
  ) {}

  /** Read the path; a second call while one runs does nothing. */
  async load(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      const response = await fetch(this.path, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } })
      const shape = response.status === 503 ? this.unready : response.ok ? this.shape : undefined
      if (!shape) throw new Error(`${response.status} ${response.statusText}`.trim())
      this.set(shape(await response.json()))
    } catch (failure) {
      this.error = failure instanceof Error ? failure.message : String(failure)
    } finally {
      this.#busy = false
      this.loading = false
    }
  }

  /** Take data that came by the stream. */
  set(data: T): void {
    this.data = data
    this.error = null
    this.loading = false
    this.readAt = Date.now()
  }
}
