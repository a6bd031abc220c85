import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Delivery = Schemas['DeliveryView'];
export type Attempt = Schemas['AttemptView'];
export type State = Schemas['DeliveryState'];
export type Webhook = Schemas['WebhookView'];

/** What the list of deliveries is narrowed to. */
export interface DeliveryFilter {
  webhook?: number;
  state?: State;
}

/** Pages that are asked for again and again while they are shown. */
const livePages = 2;

export const deliveriesQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', filter],
    queryFn: ({ pageParam, signal }) => askJson<Schemas['DeliveryList']>('/api/deliveries', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= livePages ? 2_000 : false),
  });

/** A delivery with its attempts. */
export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => askJson<Delivery>(`/api/deliveries/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: 2_000,
  });

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => askJson<Schemas['WebhookList']>('/api/webhooks', { signal }),
  refetchInterval: 10_000,
});

export function useRedeliver() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => askJson<Delivery>(`/api/deliveries/${encodeURIComponent(id)}/redeliver`, { method: 'POST' }),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['deliveries'] }), queries.invalidateQueries({ queryKey: ['delivery'] })]),
  });
}

export function useAddWebhook() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (webhook: { name: string; url: string; events: string[] }) => askJson<Webhook>('/api/webhooks', { method: 'POST', json: webhook }),
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
}

export function usePing() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (webhook: number) => askJson<Delivery>(`/api/webhooks/${webhook}/ping`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}

export function useSwitchWebhook() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, state }: { id: number; state: Webhook['state'] }) => askJson<Webhook>(`/api/webhooks/${id}`, { method: 'PATCH', json: { state } }),
    onSettled: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
}
