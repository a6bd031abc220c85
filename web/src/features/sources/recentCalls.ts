import { queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type RecentCall = Schemas['RecentCallView'];

/** The calls that came in lately, the newest first; of one source, or of all. */
export const recentCallsQuery = (source: number | undefined, live: boolean) =>
  queryOptions({
    queryKey: ['recentCalls', source],
    queryFn: ({ signal }) => askJson<Schemas['RecentCallList']>('/api/sources/debug', { query: { source }, signal }),
    refetchInterval: live ? 1_000 : false,
  });
