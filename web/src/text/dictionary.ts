/** Every word of the page in English. Thai lies beside it as data, read when it is wanted; a test holds their keys together. */

export const en = {
  title: 'Campus energy market', skip: 'Skip to content', language: 'Language', sections: 'Sections',
  power: 'Power', market: 'Market', meters: 'Meters', ledger: 'Ledger',
  flowNow: 'Power now', day: 'Last 24 hours', priceVolume: 'Price and volume', book: 'Order book', balances: 'Balances',
  transactions: 'Transactions', state: 'Ledger state', system: 'System',
  generation: 'Generation', consumption: 'Consumption', import: 'Grid import', export: 'Grid export',
  charge: 'Battery charging', discharge: 'Battery discharging', campus: 'Campus',
  net: 'Net', stored: 'stored', selfSufficiency: 'Self-sufficiency', ofLoad: 'of consumption, now',
  generatedDay: 'Generated, 24 h', consumedDay: 'Consumed, 24 h', tradedDay: 'Traded, 24 h', savingsDay: 'Saved, 24 h',
  lastPrice: 'Last clearing price', noPrice: 'no trade', againstGrid: 'against the grid price', ofDemand: 'of consumption',
  price: 'Price', volume: 'Volume', perKwh: 'credit/kWh', credit: 'credit', orders: 'Orders',
  bids: 'Bids', asks: 'Asks', depth: 'Depth', interval: 'Interval', gate: 'Gate closes in', gateClosed: 'Gate closed',
  indicative: 'Indicative price', indicativeVolume: 'Indicative volume', noCross: 'Bids and asks do not meet',
  phase_idle: 'Idle', phase_open: 'Open', phase_cleared: 'Cleared', moreLevels: 'more price levels',
  meter: 'Meter', building: 'Building', type: 'Type', role: 'Role', level: 'Charge', lastInterval: 'Last interval',
  voltage: 'Voltage', powerFactor: 'PF', filter: 'Filter meters', filterHint: 'Name, building, type or role',
  shown: 'shown', wallet: 'Wallet', energyTokens: 'Energy tokens', total: 'Total',
  signature: 'Signature', action: 'Instructions', time: 'Time', result: 'Result', ok: 'OK', failed: 'Failed', slot: 'Slot',
  units: 'Compute units', head: 'Head hash', authority: 'Authority', programs: 'Programs', count: 'Transactions',
  copy: 'Copy', copied: 'Copied', chainTime: 'Chain time', noInstruction: 'no named instruction',
  live: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting', stale: 'Late data', data: 'Data',
  lostLive: 'The live stream is down; reading every 5 seconds until it is back.', backLive: 'The live stream is back.',
  allWell: 'All parts are well', someIll: 'Some parts need attention',
  weather: 'Weather', temperature: 'Temperature', humidity: 'Humidity', wind: 'Wind', irradiance: 'Irradiance',
  loading: 'Loading', error: 'Could not be read', retry: 'Try again', none: 'Nothing here yet', noneMatch: 'No meter matches',
  nonePower: 'No readings yet. The first arrives with the next step.', noneIntervals: 'No interval has cleared yet.',
  noneBook: 'No interval is open. One opens when its readings are attested.', noneBalances: 'No wallet holds anything yet.',
  noneTransactions: 'The ledger holds no transaction yet.', noneMeters: 'The campus has no meters.', noneHealth: 'No part reports its health.',
  table: 'Show as a table', of: 'of',
  flowText: 'The campus takes in', flowGives: 'and gives out', older: 'older data',
  prosumer: 'Prosumer', consumer: 'Consumer', hybrid: 'Hybrid', storage: 'Storage', ami: 'Metering',
  academic: 'Academic', residential: 'Residential', administrative: 'Administrative', athletic: 'Athletic', research: 'Research', support: 'Support',
  Sunny: 'Sunny', Partly_Cloudy: 'Partly cloudy', Cloudy: 'Cloudy', Overcast: 'Overcast', Rainy: 'Rain',
} as const

export type Word = keyof typeof en
export type Language = 'en' | 'th'

/** Return whether the dictionary has a word for a value of the API. */
export function known(value: string): value is Word {
  return value in en
}
