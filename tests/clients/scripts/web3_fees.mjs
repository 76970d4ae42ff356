// @solana/web3.js 1.x, the other half: fees, recorded failures, replays, simulation, a program watched from outside.
import assert from 'node:assert/strict'

import {
  ComputeBudgetProgram,
  Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
  sendAndConfirmTransaction,
} from '@solana/web3.js'

import { answer, given, subscribed } from './given.mjs'

const connection = new Connection(given.rpc, { wsEndpoint: given.ws, commitment: 'confirmed' })
const alice = Keypair.generate()
const bob = Keypair.generate().publicKey
const gift = await connection.requestAirdrop(alice.publicKey, 2 * LAMPORTS_PER_SOL)
await connection.confirmTransaction({ signature: gift, ...(await connection.getLatestBlockhash()) }, 'finalized')
const pay = (lamports) => SystemProgram.transfer({ fromPubkey: alice.publicKey, toPubkey: bob, lamports })
const balance = () => connection.getBalance(alice.publicKey)

// Two signatures cost twice; a price for compute units costs what limit and price say.
const before = await balance()
const priced = new Transaction().add(
  ComputeBudgetProgram.setComputeUnitLimit({ units: 10_000 }),
  ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 2_000_000 }),
  pay(LAMPORTS_PER_SOL),
)
const signature = await sendAndConfirmTransaction(connection, priced, [alice])
const { meta } = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 })
assert.equal(meta.fee, 5_000 + 20_000)
assert.equal(before - (await balance()), LAMPORTS_PER_SOL + meta.fee)
assert.deepEqual(
  meta.postBalances.map((after, place) => after - meta.preBalances[place]).filter(Boolean),
  [-LAMPORTS_PER_SOL - meta.fee, LAMPORTS_PER_SOL],
)

// What fails on the ledger costs its fee, is told as a failure, and stays in the history.
const held = await balance()
const failing = new Transaction().add(pay(50 * LAMPORTS_PER_SOL))
const failure = await sendAndConfirmTransaction(connection, failing, [alice], { skipPreflight: true }).catch((e) => e)
// web3.js throws its own error when the socket tells it first, and the bare status when its polling does.
assert.match(failure.message ?? JSON.stringify(failure), /"Custom":1/)
assert.equal(held - (await balance()), 5_000)
const [newest] = await connection.getSignaturesForAddress(alice.publicKey, { limit: 1 })
assert.deepEqual(newest.err, { InstructionError: [0, { Custom: 1 }] })

// A transaction that was sent before is answered, and done once.
const latest = await connection.getLatestBlockhash()
const twice = new Transaction({ feePayer: alice.publicKey, ...latest }).add(pay(1_000_000))
twice.sign(alice)
const raw = twice.serialize()
const once = await connection.sendRawTransaction(raw)
await connection.confirmTransaction({ signature: once, ...latest })
const received = await connection.getBalance(bob)
const again = await connection.sendRawTransaction(raw, { skipPreflight: true }).catch((error) => error.message)
assert.equal(await connection.getBalance(bob), received)

// A forged signature and an unknown blockhash never enter the ledger.
const forged = Buffer.from(raw)
forged[5] ^= 1
await assert.rejects(connection.sendRawTransaction(forged), /signature/i)
const unknown = { blockhash: String(bob), lastValidBlockHeight: 1 }
const stale = new Transaction({ feePayer: alice.publicKey, ...unknown }).add(pay(5))
stale.sign(alice)
await assert.rejects(connection.sendRawTransaction(stale.serialize()), /Blockhash not found/)

// Simulation: nothing stays, no signature is needed, and accounts are shown as they would be.
const message = new TransactionMessage({
  payerKey: alice.publicKey,
  recentBlockhash: PublicKey.default.toBase58(),
  instructions: [pay(7)],
}).compileToV0Message()
const { value: simulated } = await connection.simulateTransaction(new VersionedTransaction(message), {
  replaceRecentBlockhash: true,
  sigVerify: false,
  accounts: { encoding: 'base64', addresses: [String(bob)] },
})
assert.equal(simulated.err, null)
assert.equal(simulated.accounts[0].lamports, received + 7)
assert.equal(await connection.getBalance(bob), received)

// The accounts of a program, watched.
const { value: valid } = await connection.isBlockhashValid(latest.blockhash)
assert.equal(valid, true)
const watched = new Promise((resolve) => {
  const listener = connection.onProgramAccountChange(SystemProgram.programId, (told) => {
    if (told.accountId.equals(bob)) {
      connection.removeProgramAccountChangeListener(listener)
      resolve(told.accountInfo.lamports)
    }
  })
})
await subscribed(connection)
await sendAndConfirmTransaction(connection, new Transaction().add(pay(1_000)), [alice])
assert.equal(await watched, received + 1_000)

answer({ alice: String(alice.publicKey), failed: newest.signature, once, again, balance: await balance() })
