// A receiver as its makers would write it: it takes what both libraries find to be signed with its secret, and prints a
// line for each request. Usage: verifying.mjs <secret>; prints its URL first.
import { createServer } from 'node:http'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'

const [secret] = process.argv.slice(2)
const verifiers = { standardwebhooks: new StandardWebhook(secret), svix: new SvixWebhook(secret) }

const refusedBy = (body, headers) => Object.entries(verifiers).filter(([, verifier]) => {
  try {
    verifier.verify(body, headers)
    return false
  } catch {
    return true
  }
}).map(([name]) => name)

const server = createServer((request, response) => {
  const parts = []
  request.on('data', part => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts).toString()
    const late = { ...request.headers, 'webhook-timestamp': String(Number(request.headers['webhook-timestamp']) - 600) }
    console.log(JSON.stringify({
      id: request.headers['webhook-id'],
      refusedBy: refusedBy(body, request.headers),
      altered: refusedBy(body.replace('lead', 'dead'), request.headers),
      tenMinutesOld: refusedBy(body, late),
    }))
    response.writeHead(204).end()
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`))
