/** The language that was chosen, kept in localStorage, and the campus's time zone. */
import { en, known, type Language, type Word } from './dictionary'
import { isZone } from './format'
import thai from './th.json?url'

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
  language = $state.raw<Language>('en')
  words = $state.raw<Record<Word, string>>(en)
  zone = $state.raw(Intl.DateTimeFormat().resolvedOptions().timeZone)

  /** Use the language that was chosen before; call once, before the page is drawn. */
  async restore(): Promise<void> {
    if (stored() === 'th') await this.#use('th')
  }

  async choose(language: Language): Promise<void> {
    await this.#use(language)
    try {
      localStorage.setItem(KEY, language)
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  async #use(language: Language): Promise<void> {
    try {
      const words = language === 'th' ? ((await (await fetch(thai)).json()) as Record<Word, string>) : en
      this.words = { ...en, ...words }
      this.language = language
    } catch {
      // Without its words the language stays what it was.
    }
  }

  useZone(zone: unknown): void {
    if (isZone(zone)) this.zone = zone
  }
}

export const locale = new Locale()

/** Return a word in the language of the page. */
export function t(key: Word): string {
  return locale.words[key]
}

/** Return a value of the API in the language of the page, or as it is where the dictionary does not know it. */
export function name(value: string | null | undefined): string {
  if (!value) return ''
  const lower = value.toLowerCase()
  return known(value) ? t(value) : known(lower) ? t(lower) : value.replaceAll('_', ' ')
}
