// A page as a customer would write it. Key and host stand in the page's address, because the test picks them.
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const { key, host } = Object.fromEntries(new URLSearchParams(location.search));
const analytics = new RudderAnalytics();
analytics.load(key, host, { configUrl: host });
analytics.page();
window.analytics = analytics;
window.report = () => {
  analytics.identify('rudder-42', { email: 'anna.rudder@example.com', name: 'Anna Rudder', position: 'director' });
  analytics.track('Guide Downloaded', { guide: 'Scoring' });
};
