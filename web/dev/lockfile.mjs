// The lock file may name the public registry or no host at all: a private mirror would break `npm ci` elsewhere.
import { readFileSync } from 'node:fs'

const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
const hosts = new Set([...lock.matchAll(/"resolved": "(?:git\+)?\w+:\/\/([^/"]+)/g)].map((m) => m[1]))
hosts.delete('registry.npmjs.org')
if (hosts.size > 0) {
  console.error(`package-lock.json names ${[...hosts].join(', ')}: rebuild it against registry.npmjs.org`)
  process.exit(1)
}
