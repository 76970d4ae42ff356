/** Numbers and times as people of the campus read them: its own time zone, Latin digits, a real minus sign. */
import type { Language } from './dictionary'

const LOCALE: Record<Language, string> = { en: 'en-GB', th: 'th-TH-u-ca-gregory-nu-latn' }
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()
/** Shown where there is no value. */
export const DASH = '–'

function number(language: Language, digits: number): Intl.NumberFormat {
  const key = `n${language}${digits}`
  let made = cache.get(key) as Intl.NumberFormat | undefined
  if (!made) {
    made = new Intl.NumberFormat(LOCALE[language], { minimumFractionDigits: digits, maximumFractionDigits: digits })
    cache.set(key, made)
  }
  return made
}

function date(language: Language, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${language}${zone}${JSON.stringify(options)}`
  let made = cache.get(key) as Intl.DateTimeFormat | undefined
  if (!made) {
    made = new Intl.DateTimeFormat(LOCALE[language], { timeZone: zone, hourCycle: 'h23', ...options })
    cache.set(key, made)
  }
  return made
}

/** Return a number with fixed digits; no value is a dash, and what rounds to nothing has no sign. */
export function decimal(value: number | null | undefined, digits: number, language: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  const text = number(language, digits).format(value)
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '')
}

/** Return a quantity with about three digits that matter, such as 1,240 or 86.4 or 3.21. */
export function quantity(value: number | null | undefined, language: Language): string {
  const size = Math.abs(value ?? 0)
  return decimal(value, size >= 999.5 ? 0 : size >= 9.995 ? 1 : 2, language)
}

/** Return a time of day, such as 14:05 or 14:05:30. */
export function clock(time: string | number, zone: string, language: Language, seconds = false): string {
  const at = new Date(time)
  if (Number.isNaN(at.getTime())) return DASH
  return date(language, zone, { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) }).format(at)
}

/** Return a date, such as Sat 21 Nov. */
export function day(time: string | number, zone: string, language: Language): string {
  const at = new Date(time)
  return Number.isNaN(at.getTime()) ? DASH : date(language, zone, { weekday: 'short', day: 'numeric', month: 'short' }).format(at)
}

/** Return what a zone calls itself at a time, such as GMT+7. */
export function zoneName(time: number, zone: string, language: Language): string {
  const parts = date(language, zone, { timeZoneName: 'short' }).formatToParts(new Date(time))
  return parts.find((p) => p.type === 'timeZoneName')?.value ?? zone
}

/** Return a duration [ms] as minutes and seconds, such as 12:05; a past one is 00:00. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / 1000))
  const pad = (n: number): string => String(n).padStart(2, '0')
  const hours = Math.floor(left / 3600)
  return `${hours > 0 ? `${hours}:` : ''}${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`
}

/** Return whether the browser knows a time zone. */
export function isZone(zone: unknown): zone is string {
  if (typeof zone !== 'string' || zone === '') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
