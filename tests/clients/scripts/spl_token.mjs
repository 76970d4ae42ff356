// @solana/spl-token: a token of a stranger's own, then the campus's energy token between two wallets.
import assert from 'node:assert/strict'

import {
  TOKEN_PROGRAM_ID,
  TokenAccountNotFoundError,
  approve,
  burn,
  closeAccount,
  createAssociatedTokenAccount,
  createMint,
  getAccount,
  getAssociatedTokenAddressSync,
  getMint,
  getOrCreateAssociatedTokenAccount,
  mintTo,
  revoke,
  transfer,
  transferChecked,
} from '@solana/spl-token'
import { Connection, Keypair, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js'

import { answer, given } from './given.mjs'

const connection = new Connection(given.rpc, { wsEndpoint: given.ws, commitment: 'confirmed' })
const alice = Keypair.generate()
const bob = Keypair.generate()
for (const wallet of [alice, bob]) {
  const signature = await connection.requestAirdrop(wallet.publicKey, LAMPORTS_PER_SOL)
  await connection.confirmTransaction({ signature, ...(await connection.getLatestBlockhash()) })
}
const balance = async (account) => (await getAccount(connection, account)).amount

// A mint of her own: made, minted, moved, lent, taken back, burned, closed.
const mint = await createMint(connection, alice, alice.publicKey, null, 6)
const hers = await createAssociatedTokenAccount(connection, alice, mint, alice.publicKey)
const missing = getAssociatedTokenAddressSync(mint, bob.publicKey)
assert.ok((await getAccount(connection, missing).catch((error) => error)) instanceof TokenAccountNotFoundError)
const { address: his } = await getOrCreateAssociatedTokenAccount(connection, bob, mint, bob.publicKey)
assert.equal(String(his), String(missing))
await mintTo(connection, alice, mint, hers, alice, 1_000_000n)
await transferChecked(connection, alice, hers, mint, his, alice, 250_000n, 6)
assert.deepEqual([await balance(hers), await balance(his)], [750_000n, 250_000n])

await approve(connection, alice, hers, bob.publicKey, alice, 100_000n)
assert.equal((await getAccount(connection, hers)).delegatedAmount, 100_000n)
await transfer(connection, bob, hers, his, bob, 40_000n)
await revoke(connection, alice, hers, alice)
const late = await transfer(connection, bob, hers, his, bob, 1n).catch((error) => error)
assert.match(String(late), /custom program error: 0x4/)
await burn(connection, bob, his, mint, bob, 290_000n)
await closeAccount(connection, bob, his, bob.publicKey, bob)
assert.equal(await connection.getAccountInfo(his), null)
assert.equal((await getMint(connection, mint)).supply, 710_000n)

// The node's own words about tokens.
const held = await connection.getTokenAccountBalance(hers)
assert.deepEqual([held.value.amount, held.value.decimals, held.value.uiAmountString], ['710000', 6, '0.71'])
assert.equal((await connection.getTokenSupply(mint)).value.amount, '710000')
const { value: parsed } = await connection.getParsedTokenAccountsByOwner(alice.publicKey, { mint })
assert.equal(parsed[0].account.data.parsed.info.tokenAmount.amount, '710000')
const { value: all } = await connection.getTokenAccountsByOwner(alice.publicKey, { programId: TOKEN_PROGRAM_ID })
assert.equal(all.length, 1)
const { value: largest } = await connection.getTokenLargestAccounts(mint)
assert.equal(String(largest[0].address), String(hers))

// Energy: a seller sends 300 Wh of what the campus minted to a wallet that the campus has never seen.
const energy = new PublicKey(given.energyMint)
const seller = Keypair.fromSecretKey(Uint8Array.from(given.keys.seller))
const from = getAssociatedTokenAddressSync(energy, seller.publicKey)
const before = await balance(from)
const { address: to } = await getOrCreateAssociatedTokenAccount(connection, alice, energy, alice.publicKey)
const moved = await transferChecked(connection, alice, from, energy, to, seller, 300_000_000n, 9)
assert.equal(await balance(to), 300_000_000n)
assert.equal(await balance(from), before - 300_000_000n)

const told = await connection.getParsedTransaction(moved, { maxSupportedTransactionVersion: 0 })
const [step] = told.transaction.message.instructions
assert.equal(step.program, 'spl-token')
assert.equal(step.parsed.type, 'transferChecked')
assert.equal(step.parsed.info.tokenAmount.uiAmountString, '0.3')
const amounts = (balances) => Object.fromEntries(balances.map((item) => [item.owner, item.uiTokenAmount.amount]))
assert.equal(amounts(told.meta.preTokenBalances)[alice.publicKey], '0')
assert.equal(amounts(told.meta.postTokenBalances)[alice.publicKey], '300000000')

answer({ mint: String(mint), alice: String(alice.publicKey), energyAccount: String(to) })
