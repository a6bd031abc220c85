import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Funnel = Schemas['FunnelView'];
export type Recorded = Schemas['Recorded'];

export const funnelQuery = queryOptions({
  queryKey: ['funnel'],
  queryFn: ({ signal }) => askJson<Funnel>('/api/stages', { signal }),
  refetchInterval: 5_000,
});

/** A lead's way through the funnel, the newest move first. */
export const movesQuery = (leadId: string) =>
  infiniteQueryOptions({
    queryKey: ['lead', leadId, 'moves'],
    queryFn: ({ pageParam, signal }) =>
      askJson<Schemas['RecordedList']>(`/api/leads/${encodeURIComponent(leadId)}/stages`, { query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export function useMove(leadId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (move: { stage: string; reason?: string }) => askJson<Schemas['Moved']>(`/api/leads/${encodeURIComponent(leadId)}/stage`, { method: 'POST', json: move }),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['lead', leadId] }), queries.invalidateQueries({ queryKey: funnelQuery.queryKey })]),
  });
}
