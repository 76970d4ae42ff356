// What the examples share: a key file, a connection, the programs from their IDL files, and the market's addresses.
import { readFileSync } from 'node:fs'

import anchor from '@coral-xyz/anchor'
import { createAssociatedTokenAccountIdempotentInstruction, getAssociatedTokenAddressSync } from '@solana/spl-token'
import { Connection, Keypair, PublicKey } from '@solana/web3.js'

const { AnchorProvider, BN, Program, Wallet } = anchor
export const BID = 0
export const ASK = 1

/** Options that every example has, for `parseArgs`. */
export const commonOptions = {
  rpc: { type: 'string', default: 'http://127.0.0.1:8899' },
  ws: { type: 'string' }, // one port higher than `rpc` unless told
  idl: { type: 'string', default: new URL('../../src/gridtokenx/chain/data/', import.meta.url).pathname },
  wallet: { type: 'string' },
  zone: { type: 'string', default: '0' },
}

/** A key file as Solana's tools write it: an array of 64 numbers. */
export const keyOf = (path) => Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(path, 'utf8'))))

export const i64 = (value) => value.toTwos(64).toArrayLike(Buffer, 'le', 8)
export const u16 = (value) => new BN(value).toArrayLike(Buffer, 'le', 2)

/** The program-derived address of seeds: texts, keys or bytes. */
export function find(program, ...seeds) {
  const bytes = seeds.map((seed) => (seed instanceof PublicKey ? seed.toBuffer() : Buffer.from(seed)))
  return PublicKey.findProgramAddressSync(bytes, program.programId)[0]
}

/** The campus's market as one wallet sees it. */
export class Market {
  constructor(options) {
    this.wallet = keyOf(options.wallet)
    this.connection = new Connection(options.rpc, { wsEndpoint: options.ws, commitment: 'confirmed' })
    const provider = new AnchorProvider(this.connection, new Wallet(this.wallet), { commitment: 'confirmed' })
    const load = (name) => new Program(JSON.parse(readFileSync(`${options.idl}/${name}.json`, 'utf8')), provider)
    for (const name of ['governance', 'registry', 'oracle', 'trading']) this[name] = load(name)
    this.zone = u16(Number(options.zone))
  }

  /** The newest interval of the zone: the zone's account says when it began. */
  async newestInterval() {
    const { lastOpened } = await this.trading.account.zone.fetch(find(this.trading, 'zone', this.zone))
    return find(this.trading, 'interval', this.zone, i64(lastOpened))
  }

  order(interval, owner, nonce) {
    return find(this.trading, 'order', interval, owner, u16(nonce))
  }

  /** The accounts that an owner's order of a side needs, and what makes those that are missing. */
  async accountsOf(owner, side) {
    const config = await this.governance.account.config.fetch(find(this.governance, 'config'))
    const market = await this.trading.account.market.fetch(find(this.trading, 'market'))
    const [energy, credit] = [config.energyMint, config.creditMint].map((mint) => [
      getAssociatedTokenAddressSync(mint, owner),
      mint,
    ])
    return {
      source: side === BID ? credit[0] : energy[0],
      vault: side === BID ? market.creditVault : market.energyVault,
      payoutEnergy: energy[0],
      payoutCredit: credit[0],
      missing: [energy, credit].map(([account, mint]) =>
        createAssociatedTokenAccountIdempotentInstruction(this.wallet.publicKey, account, owner, mint),
      ),
    }
  }

  /** What a bid shows: its meters with their feeds, and what covers them where the interval was traded ahead. */
  async shownMeters(interval, meters) {
    if (meters.length === 0) return []
    const { hasCover, start } = await this.trading.account.marketInterval.fetch(interval)
    const cover = (meter) => (hasCover ? [find(this.trading, 'cover', meter, i64(start))] : [])
    return meters
      .map((text) => new PublicKey(text))
      .sort((a, b) => a.toBuffer().compare(b.toBuffer()))
      .flatMap((meter) => [meter, find(this.oracle, 'feed', meter), ...cover(meter)])
      .map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }))
  }

  /** A refusal in the program's own words: the log says which program failed, and by which number. */
  explain(error) {
    const failed = /Program (\w+) failed: custom program error: (0x[0-9a-f]+)/
    const [, address, code] = error.logs?.map((line) => failed.exec(line)).find(Boolean) ?? []
    const programs = [this.governance, this.registry, this.oracle, this.trading]
    const program = programs.find(({ programId }) => String(programId) === address)
    const known = program?.rawIdl.errors.find((item) => item.code === Number(code))
    return known ? `${known.name}: ${known.msg}` : error.message
  }
}

/** Do what the command line asks for, and end: with 2 when it asks for nothing known, with 1 when it was refused. */
export async function main(actions, { name, options }) {
  const action = actions[name]
  if (!action || !options.wallet) {
    console.error(`usage: ${Object.keys(actions).join('|')} --wallet key.json ...; the head of the file has the rest`)
    process.exit(2)
  }
  const market = new Market(options)
  await action(market).catch((error) => {
    console.error(market.explain(error))
    process.exitCode = 1
  })
  process.exit()
}
