// A mail server as others run one. Usage: smtp.mjs <mode> [port] [key.pem cert.pem]; prints its port, then a line of JSON for
// each thing that happens. It reads on its standard input what to do from now on: a mode a line.
//   ok          takes every mail           4xx, 5xx   refuses the recipient
//   late-4xx    refuses after the data     slow       takes the data and does not answer
//   closing     ends the connection in the middle of the data
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'

let [mode, port, key, cert] = process.argv.slice(2)
createInterface({ input: process.stdin }).on('line', line => { mode = line.trim() })

const say = what => console.log(JSON.stringify(what))
const refused = (code, text) => Object.assign(new Error(text), { responseCode: code })

const server = new SMTPServer({
  ...(key ? { key: readFileSync(key), cert: readFileSync(cert) } : { hideSTARTTLS: true }),
  authOptional: true,
  disableReverseLookup: true,
  allowInsecureAuth: true,
  onAuth: (auth, session, done) => auth.username === 'kelvin' && auth.password === 'secret' ? done(null, { user: 'kelvin' }) : done(refused(535, 'Who are you?')),
  onRcptTo: (address, session, done) => mode === '4xx' ? done(refused(451, 'Try later')) : mode === '5xx' ? done(refused(550, 'No such mailbox')) : done(),
  onData: (stream, session, done) => {
    const parts = []
    say({ happened: 'data' })
    if (mode === 'closing') return void stream.once('data', () => server.connections.forEach(one => one._socket.destroy()))
    stream.on('data', part => parts.push(part))
    stream.on('end', () => {
      if (mode === 'late-4xx') return done(refused(452, 'No room'))
      const raw = Buffer.concat(parts).toString('latin1')
      if (mode === 'slow') return say({ happened: 'held', id: /^message-id: *(.*?)\r$/im.exec(raw)?.[1] })
      const [head] = raw.split('\r\n\r\n')
      say({
        happened: 'mail', secure: session.secure, user: session.user ?? null, from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(one => one.address),
        headers: head.replace(/\r\n[ \t]+/g, ' ').split('\r\n').map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
        body: raw.slice(head.length + 4),
      })
      done()
    })
  },
})
server.on('error', fault => say({ happened: 'fault', fault: String(fault) }))
server.listen(Number(port ?? 0), '127.0.0.1', () => console.log(server.server.address().port))
