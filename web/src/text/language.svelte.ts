/** The language that was chosen, kept in localStorage, and the campus's time zone. */
import { known, word, type Language, type Word } from './dictionary'
import { isZone } from './format'

const KEY = 'gridtokenx.language'

function stored(): Language {
  try {
    const value = localStorage.getItem(KEY)
    if (value === 'en' || value === 'th') return value
  } catch {
    // Storage may be forbidden; the browser's language decides then.
  }
  return navigator.language.startsWith('th') ? 'th' : 'en'
}

class Locale {
  language = $state<Language>(stored())
  zone = $state(Intl.DateTimeFormat().resolvedOptions().timeZone)

  choose(language: Language): void {
    this.language = language
    try {
      localStorage.setItem(KEY, language)
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  useZone(zone: unknown): void {
    if (isZone(zone)) this.zone = zone
  }
}

export const locale = new Locale()

/** Return a word in the language of the page. */
export function t(key: Word): string {
  return word(locale.language, key)
}

/** Return a value of the API in the language of the page, or as it is where the dictionary does not know it. */
export function name(value: string | null | undefined): string {
  if (!value) return ''
  const lower = value.toLowerCase()
  return known(value) ? t(value) : known(lower) ? t(lower) : value.replaceAll('_', ' ')
}
