/** uPlot set up as this page draws: hairline grid, colours from the style sheet, the campus's own clock. */
import uPlot from 'uplot'
import type { Trace } from './trace'

export interface Look {
  width: number
  height: number
  zone: string
  clock: (second: number) => string
  tick: (value: number, scale: string) => string
}

const css = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim()

function series(element: Element, trace: Trace): uPlot.Series {
  const stroke = css(element, trace.tone === 'price' ? '--text' : trace.tone === 'volume' ? '--line-strong' : `--${trace.tone}`)
  const common = { label: trace.label, scale: trace.scale, stroke, dash: trace.dash, points: { show: false }, spanGaps: false }
  if (trace.kind === 'bars') {
    return { ...common, width: 0, fill: stroke, paths: uPlot.paths.bars?.({ size: [0.72, 10], align: 1 }) }
  }
  if (trace.kind === 'steps') return { ...common, width: 2, paths: uPlot.paths.stepped?.({ align: 1 }) }
  return { ...common, width: trace.kind === 'area' ? 1.25 : 1.75, ...(trace.kind === 'area' ? { fill: `${stroke}2e` } : {}) }
}

function axes(element: Element, scales: string[], look: Look): uPlot.Axis[] {
  const ink = { stroke: css(element, '--quiet'), font: `12px ${css(element, '--sans')}` }
  const line = { stroke: css(element, '--line'), width: 1 }
  const narrow = look.width < 420
  const time: uPlot.Axis = {
    ...ink, size: 26, gap: 4, space: narrow ? 64 : 72, grid: { show: false }, ticks: { ...line, size: 4 },
    values: (_, splits) => splits.map(look.clock),
    incrs: [900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200],
  }
  return [time, ...scales.map((scale, i): uPlot.Axis => ({
    ...ink, scale, side: i === 0 ? 3 : 1, size: 46, gap: 4, space: 36, grid: { ...line, show: i === 0 }, ticks: { show: false },
    values: (_, splits) => splits.map((v) => look.tick(v, scale)),
  }))]
}

/** Where a scale begins and ends: bars keep to the lower part, the price to the upper. */
function range(scale: string, low: number, high: number): [number, number] {
  const span = high - low
  if (scale === 'volume') return [0, Math.max(high, 1) * 2.4]
  if (scale === 'price') return [Math.max(0, low - Math.max(span, 0.02) * 0.75), high + Math.max(span * 0.08, 0.004)]
  return [low >= 0 ? 0 : low - span * 0.05, high + Math.max(span * 0.05, 0.5)]
}

/** Return uPlot options; `moved` hears which row the cursor is on, or null. */
export function options(element: Element, traces: Trace[], look: Look, moved: (row: number | null) => void): uPlot.Options {
  const scales = [...new Set(traces.map((trace) => trace.scale))]
  const ranges = Object.fromEntries(scales.map((scale): [string, uPlot.Scale] => [scale, {
    range: (_, low, high) => range(scale, low ?? 0, high ?? 1),
  }]))
  return {
    width: look.width, height: look.height, legend: { show: false }, padding: [8, scales.length > 1 ? 0 : 20, 0, 0],
    tzDate: (second) => uPlot.tzDate(new Date(second * 1000), look.zone),
    cursor: { sync: { key: 'day' }, drag: { x: false, y: false }, points: { size: 6 }, y: false },
    series: [{}, ...traces.map((trace) => series(element, trace))],
    axes: axes(element, scales, look), scales: { x: { time: true }, ...ranges },
    hooks: { setCursor: [(plot) => moved(plot.cursor.idx ?? null)] },
  }
}
