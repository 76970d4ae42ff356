// The server side of RFC 6455, as far as a one-way stream of short text frames needs it.
import { createHash } from 'node:crypto'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

function frame(text) {
  const body = Buffer.from(text)
  const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65536 ? 4 : 10)
  head[0] = 0x81
  if (head.length === 2) head[1] = body.length
  else if (head.length === 4) { head[1] = 126; head.writeUInt16BE(body.length, 2) }
  else { head[1] = 127; head.writeBigUInt64BE(BigInt(body.length), 2) }
  return Buffer.concat([head, body])
}

/** Serve streams; `hello` makes the first message of each. */
export function streams(server, hello) {
  const open = new Set()
  server.on('upgrade', (request, socket) => {
    const key = request.headers['sec-websocket-key']
    if (!request.url.startsWith('/api/stream') || !key) { socket.destroy(); return }
    const accept = createHash('sha1').update(key + GUID).digest('base64')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    socket.write(frame(JSON.stringify(hello())))
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => { if ((data[0] & 0x0f) === 8) socket.end() })
  })
  return {
    send(event) { const bytes = frame(JSON.stringify(event)); for (const socket of open) socket.write(bytes) },
    drop() { for (const socket of open) socket.destroy() },
  }
}
