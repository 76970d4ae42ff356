/** How a column of numbers is drawn and told. */
export interface Trace {
  label: string
  tone: 'generation' | 'consumption' | 'import' | 'export' | 'price' | 'volume'
  unit: string
  kind: 'area' | 'line' | 'steps' | 'bars'
  scale: string
  dash?: number[]
  tell: (value: number | null | undefined) => string
}
