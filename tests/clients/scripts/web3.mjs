// @solana/web3.js 1.x: the Connection that most wallets and Anchor still stand on.
import assert from 'node:assert/strict'

import {
  AddressLookupTableProgram,
  Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  SendTransactionError,
  SystemProgram,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
  sendAndConfirmTransaction,
} from '@solana/web3.js'

import { answer, given, subscribed, until } from './given.mjs'

const connection = new Connection(given.rpc, { wsEndpoint: given.ws, commitment: 'confirmed' })
const alice = Keypair.generate()
const bob = Keypair.generate().publicKey

/** The first value that a subscription brings. */
function first(subscribe) {
  return new Promise((resolve) => subscribe(resolve))
}

// Money from the faucet, confirmed over the socket.
const funded = await connection.requestAirdrop(alice.publicKey, 5 * LAMPORTS_PER_SOL)
const latest = await connection.getLatestBlockhash()
await connection.confirmTransaction({ signature: funded, ...latest })
assert.equal(await connection.getBalance(alice.publicKey), 5 * LAMPORTS_PER_SOL)

// A transfer, watched from outside: the account, the logs, the slot.
const accountChanged = first((tell) => connection.onAccountChange(bob, (account) => tell(account.lamports)))
const logged = first((tell) => connection.onLogs(alice.publicKey, (logs) => tell(logs)))
const slotChanged = first((tell) => connection.onSlotChange((slot) => tell(slot.slot)))
await subscribed(connection)
const transfer = new Transaction().add(
  SystemProgram.transfer({ fromPubkey: alice.publicKey, toPubkey: bob, lamports: LAMPORTS_PER_SOL }),
)
const sent = await sendAndConfirmTransaction(connection, transfer, [alice])
assert.equal(await accountChanged, LAMPORTS_PER_SOL)
const logs = await logged
assert.equal(logs.signature, sent)
assert.equal(logs.err, null)
assert.ok((await slotChanged) > 0)

// What became of it, by every way of asking.
const { value: status } = await connection.getSignatureStatus(sent)
assert.equal(status.err, null)
const parsed = await connection.getParsedTransaction(sent, { maxSupportedTransactionVersion: 0 })
const [instruction] = parsed.transaction.message.instructions
assert.equal(instruction.parsed.type, 'transfer')
assert.equal(instruction.parsed.info.lamports, LAMPORTS_PER_SOL)
assert.equal(parsed.meta.fee, 5000)
const [entry] = await connection.getSignaturesForAddress(bob)
assert.equal(entry.signature, sent)
const block = await connection.getBlock(parsed.slot, { maxSupportedTransactionVersion: 0 })
assert.ok(block.transactions.some((item) => item.transaction.signatures[0] === sent))
assert.ok(Math.abs((await connection.getBlockTime(parsed.slot)) - parsed.blockTime) <= 1)
const spent = await connection.getFeeForMessage(
  new TransactionMessage({
    payerKey: alice.publicKey,
    recentBlockhash: (await connection.getLatestBlockhash()).blockhash,
    instructions: transfer.instructions,
  }).compileToV0Message(),
)
assert.equal(spent.value, 5000)

// A refusal keeps its words: more than there is, found by the preflight.
const greedy = new Transaction().add(
  SystemProgram.transfer({ fromPubkey: alice.publicKey, toPubkey: bob, lamports: 100 * LAMPORTS_PER_SOL }),
)
const refusal = await sendAndConfirmTransaction(connection, greedy, [alice]).catch((error) => error)
assert.ok(refusal instanceof SendTransactionError, String(refusal))
assert.match(refusal.message, /custom program error: 0x1/)
assert.ok(refusal.logs.some((line) => line.includes('insufficient lamports')))

// A version 0 transaction whose receiver comes from a lookup table.
async function sendV0(instructions, tables = []) {
  const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash()
  const message = new TransactionMessage({ payerKey: alice.publicKey, recentBlockhash: blockhash, instructions })
  const transaction = new VersionedTransaction(message.compileToV0Message(tables))
  transaction.sign([alice])
  const signature = await connection.sendTransaction(transaction)
  const { value } = await connection.confirmTransaction({ signature, blockhash, lastValidBlockHeight })
  assert.equal(value.err, null)
  return signature
}
const recentSlot = await connection.getSlot('finalized')
const [create, table] = AddressLookupTableProgram.createLookupTable({
  authority: alice.publicKey,
  payer: alice.publicKey,
  recentSlot,
})
await sendV0([create])
await sendV0([
  AddressLookupTableProgram.extendLookupTable({
    lookupTable: table,
    authority: alice.publicKey,
    payer: alice.publicKey,
    addresses: [bob, SystemProgram.programId],
  }),
])
const extended = await connection.getSlot()
await until(async () => (await connection.getSlot()) > extended)
const { value: lookup } = await connection.getAddressLookupTable(table)
assert.deepEqual(lookup.state.addresses.map(String), [String(bob), String(SystemProgram.programId)])
const through = await sendV0(transfer.instructions, [lookup])
const looked = await connection.getTransaction(through, { maxSupportedTransactionVersion: 0 })
assert.deepEqual(looked.meta.loadedAddresses.writable.map(String), [String(bob)])
assert.equal(await connection.getBalance(bob), 2 * LAMPORTS_PER_SOL)

answer({
  bob: String(bob),
  sent,
  through,
  slot: parsed.slot,
  version: (await connection.getVersion())['solana-core'],
  genesis: await connection.getGenesisHash(),
})
