/** A name that comes in, and what people should know of it: how often, or with which values. */
export interface KnownName {
  name: string;
  text?: string;
  /** Values that were seen, as they would be written. */
  examples?: string[];
  /** For properties: the events that have it. */
  events?: string[];
}

/** What is known of the world that the plan speaks of. */
export interface Names {
  events: KnownName[];
  properties: KnownName[];
  traits: KnownName[];
  accountTraits: KnownName[];
  plans: string[];
}

export const noNames: Names = { events: [], properties: [], traits: [], accountTraits: [], plans: [] };
