/** Numbers that move to their new values instead of jumping; at once the first time and where motion is unwanted. */

const LENGTH_MS = 700

export class Glide<T extends { [K in keyof T]: number }> {
  current = $state.raw() as T
  #first = true

  constructor(start: T) {
    this.current = start
  }

  /** Set out for new values; returns how to stop on the way. */
  to(target: T): () => void {
    const from = this.#first || matchMedia('(prefers-reduced-motion: reduce)').matches ? target : this.current
    this.#first = false
    const began = performance.now()
    let frame = 0
    const step = (): void => {
      const part = from === target ? 1 : Math.min(1, (performance.now() - began) / LENGTH_MS)
      const eased = 1 - (1 - part) ** 3
      const next = { ...target }
      for (const key in target) next[key] = (from[key] + (target[key] - from[key]) * eased) as T[typeof key]
      this.current = next
      if (part < 1) frame = requestAnimationFrame(step)
    }
    step()
    return () => cancelAnimationFrame(frame)
  }
}
