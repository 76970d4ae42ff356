// Anchor's TypeScript client: calls by name from the IDL, accounts by type, events by listener, errors by name.
import assert from 'node:assert/strict'

import anchor from '@coral-xyz/anchor'
import { Connection, Keypair, PublicKey } from '@solana/web3.js'

import { answer, given, subscribed } from './given.mjs'

const { AnchorProvider, BN, Program, Wallet } = anchor
const key = (name) => Keypair.fromSecretKey(Uint8Array.from(given.keys[name]))
const operator = key('operator')
const connection = new Connection(given.rpc, { wsEndpoint: given.ws, commitment: 'confirmed' })
const provider = new AnchorProvider(connection, new Wallet(operator), { commitment: 'confirmed' })
const program = (name) => new Program(given.idls[name], provider)
const [governance, registry, energyToken] = ['governance', 'registry', 'energy_token'].map(program)
const padded = (text, size) => [...Buffer.alloc(size).fill(text, 0, text.length)]

// Addresses come from the IDL's seeds: the caller names only what is its own choice.
const wallet = Keypair.generate()
const heard = new Promise((resolve) => {
  registry.addEventListener('userRegistered', (event, slot, signature) => resolve({ event, signature }))
})
await subscribed(connection)
const registered = await registry.methods
  .registerUser(1)
  .accounts({ authority: operator.publicKey, payer: operator.publicKey, wallet: wallet.publicKey })
  .rpc()
const { event, signature } = await heard
assert.equal(signature, registered)
assert.equal(String(event.wallet), String(wallet.publicKey))
const [userAddress] = PublicKey.findProgramAddressSync(
  [Buffer.from('user'), wallet.publicKey.toBuffer()],
  registry.programId,
)
const user = await registry.account.user.fetch(userAddress)
assert.equal(user.role, 1)
assert.equal(String(user.wallet), String(wallet.publicKey))

// A meter of the new user, and every account of a type through the node's filters.
const meterId = padded('ENG_WALLET_1', 32)
await registry.methods
  .registerMeter(meterId, Keypair.generate().publicKey, 1, 5_000, 3_000, 1, Array(32).fill(7), 0)
  .accounts({ authority: operator.publicKey, payer: operator.publicKey, ownerUser: userAddress })
  .rpc()
const meters = await registry.account.meter.all()
const mine = meters.filter((item) => item.account.owner.equals(wallet.publicKey))
assert.deepEqual(mine.map((item) => item.account.capacityW), [5_000])

// Energy burned by its owner, with the parsed events of the transaction.
const seller = key('seller')
const burned = await energyToken.methods
  .burnEnergy(new BN(5), wallet.publicKey)
  .accounts({ authority: seller.publicKey, source: new PublicKey(given.sellerEnergy) })
  .signers([seller])
  .rpc()
const told = await connection.getTransaction(burned, { maxSupportedTransactionVersion: 0 })
const parser = new anchor.EventParser(energyToken.programId, energyToken.coder)
const [delivery] = [...parser.parseLogs(told.meta.logMessages)]
assert.equal(delivery.name, 'energyBurned')
assert.equal(delivery.data.wh.toNumber(), 5)

// A refusal by its name: only the authority pauses.
const refused = await governance.methods
  .pause(2)
  .accounts({ authority: seller.publicKey })
  .signers([seller])
  .rpc()
  .catch((error) => error)
// The error's number stands in the log's last line; the client looks for a line of Anchor 1, which is not there.
const [, code] = /custom program error: (0x[0-9a-f]+)/.exec(refused.logs.at(-1))
const understood = governance.idl.errors.find((error) => error.code === Number(code))
const simulated = await governance.methods.pause(2).accounts({ authority: operator.publicKey }).simulate()
assert.equal(simulated.events[0].name, 'pauseChanged')
const [configAddress] = PublicKey.findProgramAddressSync([Buffer.from('config')], governance.programId)
const config = await governance.account.config.fetch(configAddress)
assert.equal(config.paused, 0)
assert.equal(String(config.authority), String(operator.publicKey))

answer({
  wallet: String(wallet.publicKey),
  refusal: understood.name,
  config: { gridPrice: config.gridPrice, intervalS: config.intervalS },
})
