// Let an agent trade for you within limits: a key that can place and cancel your orders, and take nothing.
//
//   node examples/ledger/agent.mjs authorise --wallet owner.json --agent ADDRESS --side ask --wh 500 --limit 180
//   node examples/ledger/agent.mjs place     --wallet agent.json --owner ADDRESS --side ask --wh 100 --limit 200
//   node examples/ledger/agent.mjs cancel    --wallet agent.json --order ADDRESS
//   node examples/ledger/agent.mjs revoke    --wallet owner.json --agent ADDRESS
//
// The agent may place orders for 24 hours, or --hours. `authorise` also delegates --wh of energy, or --wh x --limit of credit, to the market's vault authority (SPL
// `approve`): that is the most that all your agents' orders together can lock. Payouts go to your own accounts.
import { parseArgs } from 'node:util'

import anchor from '@coral-xyz/anchor'
import { createApproveInstruction, createRevokeInstruction } from '@solana/spl-token'
import { PublicKey } from '@solana/web3.js'

import { ASK, BID, commonOptions, find, main } from './market.mjs'

const UNITS_PER_WH = 1_000_000n
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...commonOptions,
    agent: { type: 'string' },
    owner: { type: 'string' },
    order: { type: 'string' },
    side: { type: 'string', default: 'ask' },
    limit: { type: 'string', default: '200' },
    wh: { type: 'string', default: '100' },
    hours: { type: 'string', default: '24' },
    nonce: { type: 'string', default: '0' },
    meter: { type: 'string', multiple: true, default: [] },
  },
})
const side = options.side === 'bid' ? BID : ASK
const [wh, limit] = [Number(options.wh), Number(options.limit)]
const key = (name) => new PublicKey(options[name])

async function authorise(market) {
  const owner = market.wallet.publicKey
  const { source } = await market.accountsOf(owner, side)
  const units = side === BID ? BigInt(wh) * BigInt(limit) : BigInt(wh) * UNITS_PER_WH
  const expires = new anchor.BN(Math.floor(Date.now() / 1000) + Number(options.hours) * 3600)
  const signature = await market.registry.methods
    .authoriseAgent(wh, side === BID ? limit : 0, side === ASK ? limit : 0, 1 << side, expires)
    .accounts({ owner, payer: owner, agent: key('agent') })
    .postInstructions([createApproveInstruction(source, find(market.trading, 'vault_authority'), owner, units)])
    .rpc()
  console.log(`authorised ${key('agent')} in ${signature}`)
}

async function place(market) {
  const [agent, owner, nonce] = [market.wallet.publicKey, key('owner'), Number(options.nonce)]
  const interval = await market.newestInterval()
  const { missing, ...accounts } = await market.accountsOf(owner, side)
  const signature = await market.trading.methods
    .placeAgentOrder(side, nonce, limit, wh, 0)
    .accounts({ agent, payer: agent, owner, interval, head: market.order(interval, owner, 0), ...accounts })
    .preInstructions(missing)
    .remainingAccounts(await market.shownMeters(interval, options.meter))
    .rpc()
  console.log(`placed ${market.order(interval, owner, nonce)} in ${signature}`)
}

async function cancel(market) {
  const order = key('order')
  const kept = await market.trading.account.order.fetch(order)
  const { interval, head, owner } = kept
  const { vault } = await market.accountsOf(owner, kept.side)
  const destination = kept.side === BID ? kept.payoutCredit : kept.payoutEnergy
  const signature = await market.trading.methods
    .cancelAgentOrder()
    .accounts({ agent: market.wallet.publicKey, owner, interval, order, head, vault, destination })
    .rpc()
  console.log(`cancelled ${order} in ${signature}`)
}

async function revoke(market) {
  const owner = market.wallet.publicKey
  const { source } = await market.accountsOf(owner, side)
  const signature = await market.registry.methods
    .revokeAgent()
    .accounts({ owner, agentRecord: find(market.registry, 'agent', owner, key('agent')) })
    .postInstructions([createRevokeInstruction(source, owner)])
    .rpc()
  console.log(`revoked ${key('agent')} in ${signature}`)
}

await main({ authorise, place, cancel, revoke }, { name: positionals[0], options })
