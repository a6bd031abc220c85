// RudderStack's own Node client, unmodified and with its defaults (gzip, form content type): the same day as segment.mjs.
import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new (RudderAnalytics.default ?? RudderAnalytics)(writeKey, { dataPlaneUrl: host, flushAt: 4, flushInterval: 50 })
const delivered = []
const sent = call => delivered.push(new Promise((resolve, reject) => call(error => error ? reject(error) : resolve())))

sent(done => analytics.page({ anonymousId: 'a-jan', name: 'Pricing', category: 'Docs', properties: { path: '/pricing/teams' } }, done))
sent(done => analytics.identify({ userId: 'jan', anonymousId: 'a-jan', traits: { email: 'jan@example.org', position: 'director' } }, done))
for (let i = 0; i < 3; i++) sent(done => analytics.track({ userId: 'jan', event: 'Guide Downloaded', properties: { guide: `guide ${i}` } }, done))
sent(done => analytics.track({ userId: 'jan', event: 'Guide Downloaded', properties: { guide: 'old' }, timestamp: new Date('2024-02-29T12:00:00Z') }, done))
sent(done => analytics.screen({ userId: 'jan', name: 'Home' }, done))
sent(done => analytics.group({ userId: 'jan', groupId: 'acme', traits: { name: 'Acme', employees: 120 } }, done))
sent(done => analytics.track({ userId: 'jan-old', event: 'Guide Downloaded', properties: { guide: 'as another' } }, done))
sent(done => analytics.alias({ userId: 'jan', previousId: 'jan-old' }, done))
sent(done => analytics.page({ userId: 'eva', properties: { path: '/' } }, done))

await Promise.all(delivered)
process.exit(0)
