// @solana/kit: the client that follows web3.js. It checks every answer's shape by types of its own.
import assert from 'node:assert/strict'

import {
  AccountRole,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE as PREFLIGHT_FAILURE,
  address,
  airdropFactory,
  appendTransactionMessageInstructions,
  assertIsTransactionWithBlockhashLifetime,
  compressTransactionMessageUsingAddressLookupTables,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  createTransactionMessage,
  fetchAddressesForLookupTables,
  generateKeyPairSigner,
  getAddressEncoder,
  getProgramDerivedAddress,
  getSignatureFromTransaction,
  isSolanaError,
  lamports,
  pipe,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit'
import { getTransferSolInstruction } from '@solana-program/system'

import { answer, given, until } from './given.mjs'

const SOL = 1_000_000_000n
const LOOKUP_TABLES = address('AddressLookupTab1e1111111111111111111111111')
const SYSTEM = address('11111111111111111111111111111111')

const commitment = 'confirmed'
const rpc = createSolanaRpc(given.rpc)
const rpcSubscriptions = createSolanaRpcSubscriptions(given.ws)
const sendAndConfirm = sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions })
const airdrop = airdropFactory({ rpc, rpcSubscriptions })
const alice = await generateKeyPairSigner()
const bob = await generateKeyPairSigner()

async function send(instructions, tables) {
  const { value: blockhash } = await rpc.getLatestBlockhash({ commitment }).send()
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayerSigner(alice, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(blockhash, m),
    (m) => appendTransactionMessageInstructions(instructions, m),
    (m) => (tables ? compressTransactionMessageUsingAddressLookupTables(m, tables) : m),
  )
  const transaction = await signTransactionMessageWithSigners(message)
  assertIsTransactionWithBlockhashLifetime(transaction)
  await sendAndConfirm(transaction, { commitment })
  return getSignatureFromTransaction(transaction)
}

await airdrop({ recipientAddress: alice.address, lamports: lamports(5n * SOL), commitment })
assert.equal((await rpc.getBalance(alice.address).send()).value, 5n * SOL)

// A transfer, watched by subscriptions. What comes before the first `next()` is dropped, so all wait first.
const abort = new AbortController()
async function listen(request) {
  const stream = await request.subscribe({ abortSignal: abort.signal })
  const next = stream[Symbol.asyncIterator]().next()
  return { first: next.then(({ value }) => value) }
}
const account = await listen(
  rpcSubscriptions.accountNotifications(bob.address, { commitment, encoding: 'base64' }),
)
const logs = await listen(rpcSubscriptions.logsNotifications({ mentions: [bob.address] }, { commitment }))
const slots = await listen(rpcSubscriptions.slotNotifications())
const toBob = getTransferSolInstruction({ source: alice, destination: bob.address, amount: lamports(SOL) })
const sent = await send([toBob])
assert.equal((await account.first).value.lamports, SOL)
assert.equal((await logs.first).value.signature, sent)
assert.ok((await slots.first).slot > 0n)
abort.abort()

const told = await rpc
  .getTransaction(sent, { encoding: 'jsonParsed', maxSupportedTransactionVersion: 0, commitment })
  .send()
assert.equal(told.transaction.message.instructions[0].parsed.type, 'transfer')
assert.equal(told.meta.fee, 5000n)
assert.equal(told.meta.err, null)
const { value: statuses } = await rpc.getSignatureStatuses([sent], { searchTransactionHistory: true }).send()
assert.equal(statuses[0].err, null)
const history = await rpc.getSignaturesForAddress(bob.address, { limit: 5 }).send()
assert.equal(history[0].signature, sent)
const block = await rpc
  .getBlock(told.slot, { maxSupportedTransactionVersion: 0, transactionDetails: 'signatures', rewards: false })
  .send()
assert.ok(block.signatures.includes(sent))

// A refusal has its code in kit's own terms.
const greedy = getTransferSolInstruction({ source: alice, destination: bob.address, amount: lamports(100n * SOL) })
const refusal = await send([greedy]).catch((error) => error)
assert.ok(isSolanaError(refusal, PREFLIGHT_FAILURE), String(refusal))
assert.ok(isSolanaError(refusal.cause, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM))
assert.deepEqual([refusal.cause.context.index, refusal.cause.context.code], [0, 1])
assert.ok(refusal.context.logs.some((line) => line.includes('insufficient lamports')))

// A lookup table, made by hand: create, extend, and a transaction that goes through it.
const recentSlot = await rpc.getSlot({ commitment: 'finalized' }).send()
const slotBytes = new Uint8Array(new BigUint64Array([recentSlot]).buffer)
const encode = getAddressEncoder().encode
const [table, bump] = await getProgramDerivedAddress({
  programAddress: LOOKUP_TABLES,
  seeds: [encode(alice.address), slotBytes],
})
const owners = [
  { address: alice.address, role: AccountRole.READONLY_SIGNER, signer: alice },
  { address: alice.address, role: AccountRole.WRITABLE_SIGNER, signer: alice },
  { address: SYSTEM, role: AccountRole.READONLY },
]
const onTable = (data) => ({
  programAddress: LOOKUP_TABLES,
  accounts: [{ address: table, role: AccountRole.WRITABLE }, ...owners],
  data,
})
await send([onTable(Uint8Array.of(0, 0, 0, 0, ...slotBytes, bump))])
await send([onTable(Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, ...encode(bob.address)))])
const extended = await rpc.getSlot({ commitment }).send()
await until(async () => (await rpc.getSlot({ commitment }).send()) > extended)
const tables = await fetchAddressesForLookupTables([table], rpc)
assert.deepEqual(tables[table], [bob.address])
const through = await send([toBob], tables)
const looked = await rpc
  .getTransaction(through, { encoding: 'json', maxSupportedTransactionVersion: 0, commitment })
  .send()
assert.deepEqual(looked.meta.loadedAddresses.writable, [bob.address])

// Our programs' accounts, filtered by the node: all meters, then those of one owner.
const filter = (offset, bytes) => ({ memcmp: { offset: BigInt(offset), bytes, encoding: 'base58' } })
const registry = address(given.registry)
const meters = await rpc
  .getProgramAccounts(registry, { encoding: 'base64', filters: [filter(0, given.meter.discriminator)] })
  .send()
const owned = await rpc
  .getProgramAccounts(registry, {
    encoding: 'base64',
    dataSlice: { offset: 8, length: 32 },
    filters: [
      filter(0, given.meter.discriminator),
      filter(given.meter.ownerOffset, given.meter.owner),
      { dataSize: BigInt(given.meter.size) },
    ],
  })
  .send()
const supply = await rpc.getTokenSupply(address(given.energyMint)).send()

answer({
  bob: bob.address,
  sent,
  through,
  meters: meters.map((item) => item.pubkey),
  owned: owned.map((item) => [item.pubkey, item.account.data[0]]),
  supply: supply.value.amount,
  genesis: await rpc.getGenesisHash().send(),
})
