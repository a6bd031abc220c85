// Segment's own Node client, unmodified: sends Jan's day, and ends when everything was delivered.
import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new Analytics({ host, writeKey, maxEventsInBatch: 4, flushInterval: 50, maxRetries: 8 })
analytics.on('error', error => { console.error(error); process.exitCode = 1 })

analytics.page({ anonymousId: 'a-jan', name: 'Pricing', category: 'Docs', properties: { path: '/pricing/teams' } })
analytics.identify({ userId: 'jan', anonymousId: 'a-jan', traits: { email: 'jan@example.org', position: 'director' } })
for (let i = 0; i < 3; i++) analytics.track({ userId: 'jan', event: 'Guide Downloaded', properties: { guide: `guide ${i}` } })
analytics.track({ userId: 'jan', event: 'Guide Downloaded', properties: { guide: 'old' }, timestamp: new Date('2024-02-29T12:00:00Z') })
analytics.screen({ userId: 'jan', name: 'Home' })
analytics.group({ userId: 'jan', groupId: 'acme', traits: { name: 'Acme', employees: 120 } })
analytics.track({ userId: 'jan-old', event: 'Guide Downloaded', properties: { guide: 'as another' } })
analytics.alias({ userId: 'jan', previousId: 'jan-old' })
analytics.page({ userId: 'eva', properties: { path: '/' } })

await analytics.closeAndFlush()
