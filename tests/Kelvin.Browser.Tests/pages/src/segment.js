// A page as a customer would write it. Key and host stand in the page's address, because the test picks them.
import { AnalyticsBrowser } from '@segment/analytics-next';

const { key, host } = Object.fromEntries(new URLSearchParams(location.search));
const analytics = AnalyticsBrowser.load({ writeKey: key, cdnURL: host });
analytics.page();
window.analytics = analytics;
window.report = () => Promise.all([analytics.identify('segment-42', { email: 'jan.segment@example.com', name: 'Jan Segment', position: 'director' }), analytics.track('Guide Downloaded', { guide: 'Scoring' })]);
