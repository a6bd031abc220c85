// Segment's or RudderStack's own Node client, unmodified: sends so many events as fast as it can, and ends when all were delivered.
import { Analytics } from '@segment/analytics-node'
import Rudder from '@rudderstack/rudder-sdk-node'

const [host, writeKey, name, many] = process.argv.slice(2)
const count = Number(many)
const eventOf = i => ({ userId: `user ${i % 50}`, event: 'Guide Downloaded', messageId: `event ${i}`, properties: { guide: `guide ${i}` } })

if (name === 'segment') {
  const analytics = new Analytics({ host, writeKey, maxEventsInBatch: 100, flushInterval: 50, maxRetries: 20 })
  analytics.on('error', error => { console.error(error); process.exitCode = 1 })
  for (let i = 0; i < count; i++) analytics.track(eventOf(i))
  await analytics.closeAndFlush({ timeout: 90_000 })
} else {
  const analytics = new (Rudder.default ?? Rudder)(writeKey, { dataPlaneUrl: host, flushAt: 100, flushInterval: 50 })
  await Promise.all(Array.from({ length: count }, (_, i) =>
    new Promise((resolve, reject) => analytics.track(eventOf(i), error => error ? reject(error) : resolve()))))
}
process.exit()
