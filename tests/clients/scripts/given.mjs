// What every script here is told, on stdin as JSON: where the node is, and keys made for the test.
import { text } from 'node:stream/consumers'

export const given = JSON.parse(await text(process.stdin))

/** Wait until something holds. */
export async function until(holds) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited 30 s for ${holds}`)
}

/** Wait until the node has taken every subscription of a web3.js connection, which itself does not tell. */
export const subscribed = (connection) =>
  until(() => Object.values(connection._subscriptionsByHash).every(({ state }) => state === 'subscribed'))

/** Answer the test; numbers too large for JSON go as text. */
export function answer(facts) {
  process.stdout.write(JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
  // Sockets of a client may linger: what is to be said has been said.
  process.stdout.once('drain', () => process.exit(0))
  setTimeout(() => process.exit(0), 50)
}
