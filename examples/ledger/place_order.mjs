// Place an order on the campus's market from any wallet, and cancel it: nothing but the IDL and a node.
//
//   node examples/ledger/place_order.mjs place  --wallet key.json --side ask --limit 200 --wh 100
//   node examples/ledger/place_order.mjs cancel --wallet key.json --order ADDRESS
//   node examples/ledger/place_order.mjs place  --wallet key.json --replace ADDRESS --nonce 1 --side bid ...
//
// An ask needs energy in the wallet. A bid needs campus credit, and the wallet's meters with what they lacked:
// --meter ADDRESS, once for each. What replaces an order cancels it in the same transaction. The limit is in ticks of 0.001 credit/kWh.
import { parseArgs } from 'node:util'

import { PublicKey } from '@solana/web3.js'

import { ASK, BID, commonOptions, main } from './market.mjs'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...commonOptions,
    side: { type: 'string', default: 'ask' },
    limit: { type: 'string', default: '200' },
    wh: { type: 'string', default: '100' },
    nonce: { type: 'string', default: '0' },
    meter: { type: 'string', multiple: true, default: [] },
    order: { type: 'string' },
    replace: { type: 'string' },
  },
})

async function place(market) {
  const owner = market.wallet.publicKey
  const side = options.side === 'bid' ? BID : ASK
  const nonce = Number(options.nonce)
  const interval = await market.newestInterval()
  const { missing, ...accounts } = await market.accountsOf(owner, side)
  const replaced = options.replace ? [await (await cancelling(market, options.replace)).instruction()] : []
  const signature = await market.trading.methods
    .placeOrder(side, nonce, Number(options.limit), Number(options.wh), 0)
    .accounts({ owner, payer: owner, interval, head: market.order(interval, owner, 0), ...accounts })
    .preInstructions([...missing, ...replaced])
    .remainingAccounts(await market.shownMeters(interval, options.meter))
    .rpc()
  console.log(`placed ${market.order(interval, owner, nonce)} in ${signature}`)
}

/** The call that cancels an order, not sent yet. */
async function cancelling(market, text) {
  const order = new PublicKey(text)
  const { interval, head, side, owner } = await market.trading.account.order.fetch(order)
  const { source: destination, vault } = await market.accountsOf(owner, side)
  return market.trading.methods.cancelOrder().accounts({ owner, interval, order, head, vault, destination })
}

async function cancel(market) {
  const signature = await (await cancelling(market, options.order)).rpc()
  console.log(`cancelled ${options.order} in ${signature}`)
}

await main({ place, cancel }, { name: positionals[0], options })
