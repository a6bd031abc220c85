import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Account = Schemas['AccountView'];
export type AccountPageView = Schemas['AccountPage'];
export type AccountScale = Pick<Schemas['LabelCountsView'], 'grades' | 'levels'>;

export const accountsQuery = (plan: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['accounts', plan],
    queryFn: ({ pageParam, signal }) => askJson<Schemas['AccountList']>('/api/accounts', { query: { plan, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => askJson<AccountPageView>(`/api/accounts/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: 10_000,
  });

/** The grades and levels of an account plan, the best first. */
export const accountScaleQuery = (plan: string) =>
  queryOptions({
    queryKey: ['labels', plan],
    queryFn: ({ signal }) => askJson<Schemas['LabelCountsView']>('/api/reports/labels', { query: { plan }, signal }),
  });
