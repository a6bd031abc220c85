import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Lead = Schemas['LeadView'];
export type LeadScore = Schemas['ScoreView'];
export type LeadEvent = Schemas['EventView'];

/** What the list of leads is narrowed to and ordered by. */
export interface LeadFilter {
  plan: string;
  q?: string;
  grade?: string;
  level?: string;
  verdict?: string;
  /** Empty: those in no stage. */
  stage?: string;
  /** `me`, or a user's number. */
  owner?: string;
  sort?: 'score';
}

/** Pages that are asked for again and again while they are shown; beyond them the list would ask all day. */
const livePages = 3;

export const leadsQuery = (filter: LeadFilter) =>
  infiniteQueryOptions({
    queryKey: ['leads', filter],
    queryFn: ({ pageParam, signal }) =>
      askJson<Schemas['LeadList']>('/api/leads', { query: { ...filter, sort: filter.sort ?? '-score', limit: 100, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= livePages ? 3_000 : false),
  });

export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: ['lead', id],
    queryFn: ({ signal }) => askJson<Lead>(`/api/leads/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: 5_000,
  });

export const leadEventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['lead', id, 'events'],
    queryFn: ({ pageParam, signal }) =>
      askJson<Schemas['EventList']>(`/api/leads/${encodeURIComponent(id)}/events`, { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
