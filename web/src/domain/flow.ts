/** The campus as a balance: what comes in on the left equals what goes out on the right, at every step. */
import type { Totals } from '../api/types'

export type FlowName = 'generation' | 'discharge' | 'import' | 'consumption' | 'charge' | 'export'

export interface Flow {
  name: FlowName
  kw: number
}

export interface Ribbon extends Flow {
  /** Middle of the node, and where the ribbon meets node and bus: upper edges and thickness [px]. */
  middle: number
  nodeY: number
  busY: number
  thickness: number
}

export interface Sides {
  sources: Ribbon[]
  sinks: Ribbon[]
  busTop: number
  busHeight: number
}

const SOURCES = ['generation', 'discharge', 'import'] as const
const SINKS = ['consumption', 'charge', 'export'] as const
/** Below this a flow is drawn as a resting line [kW]. */
export const REST_KW = 0.05

/** Lay the ribbons out in a picture of the given height [px]; thicknesses are proportional to power.
 *
 *  Each node has room for its label and its ribbon, whichever is higher; what is left over goes between them. */
export function ribbons(totals: Totals, height: number, bus: number, label: number): Sides {
  const kw = (name: FlowName): number => totals[`${name}_kw`]
  const total = (names: readonly FlowName[]): number => names.reduce((sum, name) => sum + kw(name), 0)
  const through = Math.max(total(SOURCES), total(SINKS), 1e-6)
  const busTop = (height - bus) / 2
  const place = (names: readonly FlowName[]): Ribbon[] => {
    const blocks = names.map((name) => Math.max(label, (kw(name) / through) * bus))
    const gap = Math.max(0, height - blocks.reduce((sum, block) => sum + block, 0)) / names.length
    let busY = busTop
    let y = gap / 2
    return names.map((name, i) => {
      const thickness = (kw(name) / through) * bus
      const middle = y + (blocks[i] ?? 0) / 2
      const ribbon = { name, kw: kw(name), thickness, middle, nodeY: middle - thickness / 2, busY }
      busY += thickness
      y += (blocks[i] ?? 0) + gap
      return ribbon
    })
  }
  return { sources: place(SOURCES), sinks: place(SINKS), busTop, busHeight: bus }
}

/** Return the closed outline of a ribbon from (x0, y0) to (x1, y1), each its upper edge. */
export function outline(x0: number, y0: number, x1: number, y1: number, thickness: number): string {
  const mid = (x0 + x1) / 2
  const t = Math.max(thickness, 1)
  return `M${x0} ${y0}C${mid} ${y0} ${mid} ${y1} ${x1} ${y1}V${y1 + t}C${mid} ${y1 + t} ${mid} ${y0 + t} ${x0} ${y0 + t}Z`
}

/** Return the centre line of a ribbon. */
export function centre(x0: number, y0: number, x1: number, y1: number, thickness: number): string {
  const mid = (x0 + x1) / 2
  const h = Math.max(thickness, 1) / 2
  return `M${x0} ${y0 + h}C${mid} ${y0 + h} ${mid} ${y1 + h} ${x1} ${y1 + h}`
}

/** Return the share of consumption that the campus covers itself, 0 to 1, or null without consumption. */
export function selfSufficiency(consumption: number, imported: number): number | null {
  return consumption > 0 ? Math.min(1, Math.max(0, 1 - imported / consumption)) : null
}
