/** Every word of the page in both languages; a key that is missing in one does not compile. */

const en = {
  title: 'Campus energy market', skip: 'Skip to content', language: 'Language', sections: 'Sections',
  power: 'Power', market: 'Market', meters: 'Meters', ledger: 'Ledger', health: 'Health',
  flowNow: 'Power now', day: 'Last 24 hours', priceVolume: 'Price and volume', book: 'Order book', balances: 'Balances',
  transactions: 'Transactions', state: 'Ledger state', system: 'System',
  generation: 'Generation', consumption: 'Consumption', import: 'Grid import', export: 'Grid export',
  charge: 'Battery charging', discharge: 'Battery discharging', battery: 'Battery', grid: 'Grid', campus: 'Campus',
  net: 'Net', stored: 'stored', selfSufficiency: 'Self-sufficiency', ofLoad: 'of consumption, now',
  generatedDay: 'Generated, 24 h', consumedDay: 'Consumed, 24 h', tradedDay: 'Traded, 24 h', savingsDay: 'Saved, 24 h',
  lastPrice: 'Last clearing price', noPrice: 'no trade', againstGrid: 'against the grid price', ofDemand: 'of consumption',
  price: 'Price', volume: 'Volume', perKwh: 'credit/kWh', credit: 'credit', orders: 'Orders', trades: 'Trades',
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
  component: 'Component', status: 'Status', detail: 'Detail', allWell: 'All parts are well', someIll: 'Some parts need attention',
  weather: 'Weather', temperature: 'Temperature', humidity: 'Humidity', wind: 'Wind', irradiance: 'Irradiance',
  loading: 'Loading', error: 'Could not be read', retry: 'Try again', none: 'Nothing here yet', noneMatch: 'No meter matches',
  nonePower: 'No readings yet. The first arrives with the next step.', noneIntervals: 'No interval has cleared yet.',
  noneBook: 'No interval is open. One opens when its readings are attested.', noneBalances: 'No wallet holds anything yet.',
  noneTransactions: 'The ledger holds no transaction yet.', noneMeters: 'The campus has no meters.', noneHealth: 'No part reports its health.',
  table: 'Show as a table', hour: 'Hour', show: 'Show', hide: 'Hide', at: 'at', of: 'of', ascending: 'ascending', descending: 'descending',
  flowText: 'The campus takes in', flowAnd: 'and', flowGives: 'and gives out', older: 'older data', unread: 'not read',
  prosumer: 'Prosumer', consumer: 'Consumer', hybrid: 'Hybrid', storage: 'Storage', ami: 'Metering',
  academic: 'Academic', residential: 'Residential', administrative: 'Administrative', athletic: 'Athletic', research: 'Research', support: 'Support',
  Sunny: 'Sunny', Partly_Cloudy: 'Partly cloudy', Cloudy: 'Cloudy', Overcast: 'Overcast', Rainy: 'Rain',
} as const

export type Word = keyof typeof en
export type Language = 'en' | 'th'

const th: Record<Word, string> = {
  title: 'ตลาดพลังงานในวิทยาเขต', skip: 'ข้ามไปยังเนื้อหา', language: 'ภาษา', sections: 'ส่วนของหน้า',
  power: 'กำลังไฟฟ้า', market: 'ตลาด', meters: 'มิเตอร์', ledger: 'บัญชีแยกประเภท', health: 'สถานะระบบ',
  flowNow: 'กำลังไฟฟ้าขณะนี้', day: '24 ชั่วโมงที่ผ่านมา', priceVolume: 'ราคาและปริมาณ', book: 'คำสั่งซื้อขาย', balances: 'ยอดคงเหลือ',
  transactions: 'ธุรกรรม', state: 'สถานะบัญชีแยกประเภท', system: 'ระบบ',
  generation: 'ผลิต', consumption: 'ใช้', import: 'รับจากกริด', export: 'ส่งเข้ากริด',
  charge: 'ชาร์จแบตเตอรี่', discharge: 'คายประจุแบตเตอรี่', battery: 'แบตเตอรี่', grid: 'กริด', campus: 'วิทยาเขต',
  net: 'สุทธิ', stored: 'เก็บไว้', selfSufficiency: 'การพึ่งพาตนเอง', ofLoad: 'ของการใช้ไฟฟ้าขณะนี้',
  generatedDay: 'ผลิต 24 ชม.', consumedDay: 'ใช้ 24 ชม.', tradedDay: 'ซื้อขาย 24 ชม.', savingsDay: 'ประหยัด 24 ชม.',
  lastPrice: 'ราคาปิดล่าสุด', noPrice: 'ไม่มีการซื้อขาย', againstGrid: 'เทียบกับราคากริด', ofDemand: 'ของการใช้ไฟฟ้า',
  price: 'ราคา', volume: 'ปริมาณ', perKwh: 'เครดิต/kWh', credit: 'เครดิต', orders: 'คำสั่ง', trades: 'รายการซื้อขาย',
  bids: 'เสนอซื้อ', asks: 'เสนอขาย', depth: 'สะสม', interval: 'ช่วงเวลา', gate: 'ปิดรับคำสั่งใน', gateClosed: 'ปิดรับคำสั่งแล้ว',
  indicative: 'ราคาบ่งชี้', indicativeVolume: 'ปริมาณบ่งชี้', noCross: 'ราคาเสนอซื้อและเสนอขายยังไม่พบกัน',
  phase_idle: 'ว่าง', phase_open: 'เปิด', phase_cleared: 'จับคู่แล้ว', moreLevels: 'ระดับราคาเพิ่มเติม',
  meter: 'มิเตอร์', building: 'อาคาร', type: 'ประเภท', role: 'บทบาท', level: 'ประจุ', lastInterval: 'ช่วงล่าสุด',
  voltage: 'แรงดัน', powerFactor: 'PF', filter: 'กรองมิเตอร์', filterHint: 'ชื่อ อาคาร ประเภท หรือบทบาท',
  shown: 'แสดง', wallet: 'กระเป๋าเงิน', energyTokens: 'โทเคนพลังงาน', total: 'รวม',
  signature: 'ลายเซ็น', action: 'คำสั่งโปรแกรม', time: 'เวลา', result: 'ผล', ok: 'สำเร็จ', failed: 'ล้มเหลว', slot: 'สล็อต',
  units: 'หน่วยประมวลผล', head: 'แฮชล่าสุด', authority: 'ผู้มีอำนาจ', programs: 'โปรแกรม', count: 'จำนวนธุรกรรม',
  copy: 'คัดลอก', copied: 'คัดลอกแล้ว', chainTime: 'เวลาบนเชน', noInstruction: 'ไม่มีชื่อคำสั่ง',
  live: 'สด', connecting: 'กำลังเชื่อมต่อ', reconnecting: 'กำลังเชื่อมต่อใหม่', stale: 'ข้อมูลล่าช้า', data: 'ข้อมูล',
  lostLive: 'สตรีมสดขาดหาย อ่านข้อมูลทุก 5 วินาทีจนกว่าจะกลับมา', backLive: 'สตรีมสดกลับมาแล้ว',
  component: 'ส่วนประกอบ', status: 'สถานะ', detail: 'รายละเอียด', allWell: 'ทุกส่วนทำงานปกติ', someIll: 'บางส่วนต้องตรวจสอบ',
  weather: 'สภาพอากาศ', temperature: 'อุณหภูมิ', humidity: 'ความชื้น', wind: 'ลม', irradiance: 'ความเข้มรังสี',
  loading: 'กำลังโหลด', error: 'อ่านข้อมูลไม่ได้', retry: 'ลองอีกครั้ง', none: 'ยังไม่มีข้อมูล', noneMatch: 'ไม่พบมิเตอร์ที่ตรงกัน',
  nonePower: 'ยังไม่มีค่าที่อ่านได้ ค่าแรกจะมาในรอบถัดไป', noneIntervals: 'ยังไม่มีช่วงเวลาที่จับคู่แล้ว',
  noneBook: 'ไม่มีช่วงเวลาที่เปิดอยู่ จะเปิดเมื่อค่าที่อ่านได้รับการรับรอง', noneBalances: 'ยังไม่มียอดในกระเป๋าเงินใด',
  noneTransactions: 'ยังไม่มีธุรกรรมในบัญชีแยกประเภท', noneMeters: 'วิทยาเขตนี้ไม่มีมิเตอร์', noneHealth: 'ไม่มีส่วนใดรายงานสถานะ',
  table: 'แสดงเป็นตาราง', hour: 'ชั่วโมง', show: 'แสดง', hide: 'ซ่อน', at: 'เมื่อ', of: 'จาก', ascending: 'น้อยไปมาก', descending: 'มากไปน้อย',
  flowText: 'วิทยาเขตรับเข้า', flowAnd: 'และ', flowGives: 'และจ่ายออก', older: 'ข้อมูลเก่า', unread: 'ยังไม่ได้อ่าน',
  prosumer: 'ผู้ผลิตและผู้ใช้', consumer: 'ผู้ใช้', hybrid: 'ไฮบริด', storage: 'กักเก็บ', ami: 'วัดค่า',
  academic: 'วิชาการ', residential: 'ที่พักอาศัย', administrative: 'บริหาร', athletic: 'กีฬา', research: 'วิจัย', support: 'สนับสนุน',
  Sunny: 'แดดจัด', Partly_Cloudy: 'มีเมฆบางส่วน', Cloudy: 'มีเมฆมาก', Overcast: 'ครึ้ม', Rainy: 'ฝนตก',
}

const DICTIONARY: Record<Language, Record<Word, string>> = { en, th }

/** Return a word in a language. */
export function word(language: Language, key: Word): string {
  return DICTIONARY[language][key]
}

/** Return whether the dictionary has a word for a value of the API. */
export function known(value: string): value is Word {
  return value in en
}
