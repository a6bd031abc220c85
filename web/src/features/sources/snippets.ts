import type { Power } from './sources';

export interface Snippet {
  name: string;
  text: string;
}

/** What to paste where the events come from, with the host and the key filled in. */
export function snippetsFor(host: string, key: string, power: Power): Snippet[] {
  return power === 'browser' ? [segmentPage(host, key), pageFetch(host, key), rudderModule(host, key)] : [curl(host, key), segmentNode(host, key), rudderNode(host, key)];
}

const segmentPage = (host: string, key: string): Snippet => ({
  name: 'Segment · analytics.js',
  text: `npm install @segment/analytics-next

import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({ writeKey: '${key}', cdnURL: '${host}' })

analytics.page()
analytics.identify('user-42', { email: 'jan@example.com', position: 'director' })`,
});

const pageFetch = (host: string, key: string): Snippet => ({
  name: 'HTTP · fetch',
  text: `fetch('${host}/v1/track', {
  method: 'POST',
  keepalive: true,
  headers: { 'Content-Type': 'application/json', 'X-Write-Key': '${key}' },
  body: JSON.stringify({ anonymousId: 'visitor-1', event: 'Guide Downloaded', properties: { guide: 'Getting started' } }),
})`,
});

const rudderModule = (host: string, key: string): Snippet => ({
  name: 'RudderStack · JavaScript',
  text: `npm install @rudderstack/analytics-js

import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'

const analytics = new RudderAnalytics()
analytics.load('${key}', '${host}', { configUrl: '${host}' })

analytics.page()
analytics.identify('user-42', { email: 'jan@example.com', position: 'director' })`,
});

const curl = (host: string, key: string): Snippet => ({
  name: 'curl',
  text: `curl ${host}/v1/batch -u '${key}:' -H 'Content-Type: application/json' -d '{
  "batch": [
    { "type": "identify", "userId": "user-42", "traits": { "email": "jan@example.com", "position": "director" } },
    { "type": "track", "userId": "user-42", "event": "Guide Downloaded", "properties": { "guide": "Getting started" } }
  ]
}'`,
});

const segmentNode = (host: string, key: string): Snippet => ({
  name: 'Segment · Node.js',
  text: `npm install @segment/analytics-node

import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${key}', host: '${host}' })
analytics.track({ userId: 'user-42', event: 'Guide Downloaded', properties: { guide: 'Getting started' } })`,
});

const rudderNode = (host: string, key: string): Snippet => ({
  name: 'RudderStack · Node.js',
  text: `npm install @rudderstack/rudder-sdk-node

import Analytics from '@rudderstack/rudder-sdk-node'

const analytics = new Analytics('${key}', { dataPlaneUrl: '${host}' })
analytics.track({ userId: 'user-42', event: 'Guide Downloaded', properties: { guide: 'Getting started' } })`,
});
