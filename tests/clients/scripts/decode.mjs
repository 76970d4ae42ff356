// Read IDL files and decode bytes with Anchor's own client, which knows nothing of ours.
// In: JSON on stdin, {idls: {name: idl}, accounts: [{program, kind, data}], events: [{program, data}],
// calls: [{program, data}], logs: [{program, lines}]}, data in base 64.
// Out: {accounts, events, calls, parsed} in the same order, numbers as text, and the instructions of each program.
import { text } from 'node:stream/consumers'

import anchor from '@coral-xyz/anchor'

const { EventParser, Program } = anchor

function plain(value) {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  if (value === null || typeof value !== 'object') return value
  if (anchor.BN.isBN(value)) return value.toString(10)
  if (value instanceof anchor.web3.PublicKey) return value.toBase58()
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, plain)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
}

const asked = JSON.parse(await text(process.stdin))
// A provider without a wallet or a connection: decoding needs neither.
const programs = Object.fromEntries(
  Object.entries(asked.idls).map(([name, idl]) => [name, new Program(idl, { connection: null })]),
)

const accounts = asked.accounts.map(({ program, kind, data }) =>
  plain(programs[program].coder.accounts.decode(kind, Buffer.from(data, 'base64'))),
)
const events = asked.events.map(({ program, data }) => plain(programs[program].coder.events.decode(data)))
const calls = asked.calls.map(({ program, data }) =>
  plain(programs[program].coder.instruction.decode(Buffer.from(data, 'base64'))),
)
const parsed = asked.logs.map(({ program, lines }) => {
  const parser = new EventParser(programs[program].programId, programs[program].coder)
  return [...parser.parseLogs(lines)].map(plain)
})
const instructions = Object.fromEntries(
  Object.entries(programs).map(([name, program]) => [name, program.idl.instructions.map((item) => item.name)]),
)
process.stdout.write(JSON.stringify({ accounts, events, calls, parsed, instructions }))
