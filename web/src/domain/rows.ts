/** Sorting, filtering and windowing of table rows. */

export type Cell = string | number | null | undefined
export interface Order {
  key: string
  down: boolean
}

/** Return the rows in order; empty cells go last either way. */
export function sorted<T>(rows: T[], cell: (row: T) => Cell, down: boolean): T[] {
  const sign = down ? -1 : 1
  return rows.toSorted((a, b) => {
    const [x, y] = [cell(a), cell(b)]
    if (x === null || x === undefined) return y === null || y === undefined ? 0 : 1
    if (y === null || y === undefined) return -1
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * String(x).localeCompare(String(y), undefined, { numeric: true })
  })
}

/** Return the rows whose words contain every word that was typed. */
export function filtered<T>(rows: T[], typed: string, words: (row: T) => string): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return wanted.length === 0 ? rows : rows.filter((row) => wanted.every((w) => words(row).toLowerCase().includes(w)))
}

/** Return the columns with some keys first, in the order of those keys. */
export function leading<C extends { key: string }>(columns: C[], keys: string[]): C[] {
  const first = keys.flatMap((key) => columns.filter((column) => column.key === key))
  return [...first, ...columns.filter((column) => !keys.includes(column.key))]
}

export interface Slice {
  from: number
  to: number
}

/** Return which rows to draw for a scroll position [px]; all of them up to the limit. */
export function visible(count: number, scroll: number, view: number, row: number, limit = 200): Slice {
  if (count <= limit) return { from: 0, to: count }
  const spare = 8
  const from = Math.max(0, Math.floor(scroll / row) - spare)
  return { from, to: Math.min(count, from + Math.ceil(view / row) + 2 * spare) }
}
