import type { components } from './schema';

/** The shapes of the management API, as the server describes them (npm run api). */
export type Schemas = components['schemas'];
