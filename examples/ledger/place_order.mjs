// Place an order on the campus's market from any wallet, and cancel it: nothing but the IDL and a node.
//
//   node examples/ledger/place_order.mjs place  --wallet key.json --side ask --limit 200 --wh 100
//   node examples/ledger/place_order.mjs cancel --wallet key.json --order ADDRESS
//
// key.json is a key file as Solana's tools write it: an array of 64 numbers. An ask needs energy in the wallet,
// a bid needs campus credit and the wallet's meters with what they lacked: --meter ADDRESS, once for each.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import anchor from '@coral-xyz/anchor'
import { createAssociatedTokenAccountIdempotentInstruction, getAssociatedTokenAddressSync } from '@solana/spl-token'
import { Connection, Keypair, PublicKey } from '@solana/web3.js'

const { AnchorProvider, BN, Program, Wallet } = anchor
const BID = 0
const ASK = 1

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rpc: { type: 'string', default: 'http://127.0.0.1:8899' },
    ws: { type: 'string' },
    idl: { type: 'string', default: new URL('../../src/gridtokenx/chain/data/', import.meta.url).pathname },
    wallet: { type: 'string' },
    side: { type: 'string', default: 'ask' },
    limit: { type: 'string', default: '200' }, // ticks of 0.001 credit/kWh
    wh: { type: 'string', default: '100' },
    zone: { type: 'string', default: '0' },
    nonce: { type: 'string', default: '0' },
    meter: { type: 'string', multiple: true, default: [] },
    order: { type: 'string' },
  },
})

const wallet = Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(options.wallet, 'utf8'))))
const connection = new Connection(options.rpc, { wsEndpoint: options.ws, commitment: 'confirmed' })
const provider = new AnchorProvider(connection, new Wallet(wallet), { commitment: 'confirmed' })
const load = (name) => new Program(JSON.parse(readFileSync(`${options.idl}/${name}.json`, 'utf8')), provider)
const [trading, oracle, governance] = ['trading', 'oracle', 'governance'].map(load)

const u16 = (value) => new BN(value).toArrayLike(Buffer, 'le', 2)
const find = (program, ...seeds) =>
  PublicKey.findProgramAddressSync(
    seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed)),
    program.programId,
  )[0]

/** The accounts that both sides need: the wallet's tokens, the market's vaults. */
async function accountsOf(owner) {
  const config = await governance.account.config.fetch(find(governance, 'config'))
  const market = await trading.account.market.fetch(find(trading, 'market'))
  return {
    config,
    market,
    energy: getAssociatedTokenAddressSync(config.energyMint, owner),
    credit: getAssociatedTokenAddressSync(config.creditMint, owner),
  }
}

/** The newest interval of a zone: the zone's account says when it began. */
async function newestInterval(zone) {
  const { lastOpened } = await trading.account.zone.fetch(find(trading, 'zone', u16(zone)))
  return find(trading, 'interval', u16(zone), lastOpened.toTwos(64).toArrayLike(Buffer, 'le', 8))
}

async function place() {
  const side = options.side === 'bid' ? BID : ASK
  const interval = await newestInterval(Number(options.zone))
  const { config, market, energy, credit } = await accountsOf(wallet.publicKey)
  const open = (account, mint) =>
    createAssociatedTokenAccountIdempotentInstruction(wallet.publicKey, account, wallet.publicKey, mint)
  const pairs = options.meter.map((text) => new PublicKey(text)).sort((a, b) => a.toBuffer().compare(b.toBuffer()))
  const order = (nonce) => find(trading, 'order', interval.toBuffer(), wallet.publicKey.toBuffer(), u16(nonce))
  const signature = await trading.methods
    .placeOrder(side, Number(options.nonce), Number(options.limit), Number(options.wh), 0)
    .accounts({
      owner: wallet.publicKey,
      payer: wallet.publicKey,
      interval,
      head: order(0),
      source: side === BID ? credit : energy,
      vault: side === BID ? market.creditVault : market.energyVault,
      payoutEnergy: energy,
      payoutCredit: credit,
    })
    .preInstructions([open(energy, config.energyMint), open(credit, config.creditMint)])
    .remainingAccounts(
      pairs
        .flatMap((meter) => [meter, find(oracle, 'feed', meter.toBuffer())])
        .map((pubkey) => ({ pubkey, isSigner: false, isWritable: false })),
    )
    .rpc()
  console.log(`placed ${order(Number(options.nonce))} in ${signature}`)
}

async function cancel() {
  const address = new PublicKey(options.order)
  const order = await trading.account.order.fetch(address)
  const { market, energy, credit } = await accountsOf(wallet.publicKey)
  const signature = await trading.methods
    .cancelOrder()
    .accounts({
      owner: wallet.publicKey,
      interval: order.interval,
      order: address,
      head: order.head,
      vault: order.side === BID ? market.creditVault : market.energyVault,
      destination: order.side === BID ? credit : energy,
    })
    .rpc()
  console.log(`cancelled ${address} in ${signature}`)
}

/** A refusal in the program's own words: the log says which program failed, and by which number. */
function explain(error) {
  const failed = /Program (\w+) failed: custom program error: (0x[0-9a-f]+)/
  const [, address, code] = error.logs?.map((line) => failed.exec(line)).find(Boolean) ?? []
  const program = [trading, oracle, governance].find(({ programId }) => String(programId) === address)
  const known = program?.rawIdl.errors.find((item) => item.code === Number(code))
  return known ? `${known.name}: ${known.msg}` : error.message
}

const actions = { place, cancel }
const action = actions[positionals[0]]
if (!action || !options.wallet) {
  console.error('usage: place_order.mjs place|cancel --wallet key.json [options]; the head of the file has them')
  process.exit(2)
}
await action().catch((error) => {
  console.error(explain(error))
  process.exitCode = 1
})
process.exit()
