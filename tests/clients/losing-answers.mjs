// Stands between a client and the server, passes everything on, and now and then loses the answer: the client is told
// 503 though the server has taken the calls, and sends them again. Usage: losing-answers.mjs <server> <how many to lose>
import { createServer, request } from 'node:http'

const [server, losses] = process.argv.slice(2)
let left = Number(losses)

const proxy = createServer((incoming, outgoing) => {
  const onward = request(server + incoming.url, { method: incoming.method, headers: incoming.headers }, answer => {
    const parts = []
    answer.on('data', part => parts.push(part))
    answer.on('end', () => {
      const lost = left > 0
      if (lost) left--
      outgoing.writeHead(lost ? 503 : answer.statusCode, lost ? { 'Retry-After': '0' } : answer.headers)
      outgoing.end(lost ? '' : Buffer.concat(parts))
    })
  })
  incoming.pipe(onward)
})
proxy.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${proxy.address().port}`))
