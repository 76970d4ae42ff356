// The upgradeable loader by its own instructions, as `solana program deploy` sends them.
// In: what to do (deploy or upgrade), the code, the keys of payer, program and authority, and of a stranger.
import assert from 'node:assert/strict'

import {
  Connection,
  Keypair,
  PublicKey,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  SystemProgram,
  Transaction,
  TransactionInstruction,
  sendAndConfirmTransaction,
} from '@solana/web3.js'

import { answer, given, until } from './given.mjs'

const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111')
const BUFFER_HEADER = 37
const PROGRAM_BYTES = 36
const DATA_HEADER = 45
const CHUNK = 900
const connection = new Connection(given.rpc, { wsEndpoint: given.ws, commitment: 'confirmed' })
const key = (name) => Keypair.fromSecretKey(Uint8Array.from(given.keys[name]))
const payer = key('operator')

const meta = (pubkey, isWritable, isSigner = false) => ({ pubkey, isWritable, isSigner })
const dataOf = (program) => PublicKey.findProgramAddressSync([program.toBuffer()], LOADER)[0]

function loader(number, keys, extra = Buffer.alloc(0)) {
  const tag = Buffer.alloc(4)
  tag.writeUInt32LE(number)
  return new TransactionInstruction({ programId: LOADER, keys, data: Buffer.concat([tag, extra]) })
}

function u64(value) {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

const send = (instructions, signers) =>
  sendAndConfirmTransaction(connection, new Transaction().add(...instructions), [payer, ...signers])

/** Write code into a new buffer account of an authority, as `solana program write-buffer` does. */
async function writeBuffer(code, authority) {
  const buffer = Keypair.generate()
  const space = BUFFER_HEADER + code.length
  const lamports = await connection.getMinimumBalanceForRentExemption(space)
  await send(
    [
      SystemProgram.createAccount({
        fromPubkey: payer.publicKey,
        newAccountPubkey: buffer.publicKey,
        lamports,
        space,
        programId: LOADER,
      }),
      loader(0, [meta(buffer.publicKey, true), meta(authority.publicKey, false)]),
    ],
    [buffer],
  )
  const { blockhash } = await connection.getLatestBlockhash()
  const sent = []
  for (let offset = 0; offset < code.length; offset += CHUNK) {
    const piece = code.subarray(offset, offset + CHUNK)
    const head = Buffer.alloc(4)
    head.writeUInt32LE(offset)
    const write = loader(
      1,
      [meta(buffer.publicKey, true), meta(authority.publicKey, false, true)],
      Buffer.concat([head, u64(piece.length), piece]),
    )
    const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: blockhash }).add(write)
    transaction.sign(payer, authority)
    sent.push(await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true }))
  }
  for (let start = 0; start < sent.length; start += 256) await settled(sent.slice(start, start + 256))
  const { data } = await connection.getAccountInfo(buffer.publicKey)
  assert.ok(data.subarray(BUFFER_HEADER).equals(code), 'the buffer has the code')
  return buffer.publicKey
}

async function settled(signatures) {
  let statuses = []
  await until(async () => {
    statuses = (await connection.getSignatureStatuses(signatures)).value
    return statuses.every((status) => status?.confirmationStatus)
  })
  assert.ok(statuses.every((status) => status.err === null))
}

async function deploy(program, code, authority) {
  const buffer = await writeBuffer(code, authority)
  const lamports = await connection.getMinimumBalanceForRentExemption(PROGRAM_BYTES)
  const create = SystemProgram.createAccount({
    fromPubkey: payer.publicKey,
    newAccountPubkey: program.publicKey,
    lamports,
    space: PROGRAM_BYTES,
    programId: LOADER,
  })
  const place = loader(
    2,
    [
      meta(payer.publicKey, true, true),
      meta(dataOf(program.publicKey), true),
      meta(program.publicKey, true),
      meta(buffer, true),
      meta(SYSVAR_RENT_PUBKEY, false),
      meta(SYSVAR_CLOCK_PUBKEY, false),
      meta(SystemProgram.programId, false),
      meta(authority.publicKey, false, true),
    ],
    u64(given.room),
  )
  return send([create, place], [program, authority])
}

function upgradeInstruction(program, buffer, authority) {
  return loader(3, [
    meta(dataOf(program), true),
    meta(program, true),
    meta(buffer, true),
    meta(payer.publicKey, true),
    meta(SYSVAR_RENT_PUBKEY, false),
    meta(SYSVAR_CLOCK_PUBKEY, false),
    meta(authority.publicKey, false, true),
  ])
}

const code = Buffer.from(given.code, 'base64')
const authority = key('authority')
const program = key('program')
const programData = dataOf(program.publicKey)

async function deployed() {
  const signature = await deploy(program, code, authority)
  const { executable } = await connection.getAccountInfo(program.publicKey)
  const { value } = await connection.getParsedAccountInfo(programData)
  return { signature, executable, parsed: value.data.parsed?.info ?? null }
}

/** First what must be refused: another's name, a missing signature, another's buffer. Then the upgrade. */
async function upgraded() {
  const stranger = key('stranger')
  const [foreign, buffer] = [await writeBuffer(code, stranger), await writeBuffer(code, authority)]
  const unsigned = upgradeInstruction(program.publicKey, buffer, authority)
  unsigned.keys.at(-1).isSigner = false
  const attempts = [
    [upgradeInstruction(program.publicKey, foreign, stranger), [stranger]],
    [unsigned, []],
    [upgradeInstruction(program.publicKey, foreign, authority), [authority]],
  ]
  const refusals = []
  for (const [instruction, signers] of attempts) {
    refusals.push(await send([instruction], signers).then(() => 'taken', (error) => error.message))
  }
  const signature = await send([upgradeInstruction(program.publicKey, buffer, authority)], [authority])
  const { data } = await connection.getAccountInfo(programData)
  assert.ok(data.subarray(DATA_HEADER, DATA_HEADER + code.length).equals(code), 'the new code is in place')
  assert.equal(await connection.getAccountInfo(buffer), null, 'the buffer is gone')
  return { signature, refusals }
}

answer(await { deploy: deployed, upgrade: upgraded }[given.step]())
