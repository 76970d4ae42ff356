// What every script here is told, on stdin as JSON: where the node is, and keys made for the test.
import { text } from 'node:stream/consumers'

export const given = JSON.parse(await text(process.stdin))

/** Answer the test; numbers too large for JSON go as text. */
export function answer(facts) {
  process.stdout.write(JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
  // Sockets of a client may linger: what is to be said has been said.
  process.stdout.once('drain', () => process.exit(0))
  setTimeout(() => process.exit(0), 50)
}
