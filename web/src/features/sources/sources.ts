import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Source = Schemas['SourceView'];
export type MadeSource = Schemas['MadeSource'];
export type Power = Schemas['SourcePower'];

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => askJson<Schemas['SourceList']>('/api/sources', { signal }),
});

export function useAddSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (source: { name: string; power: Power }) => askJson<MadeSource>('/api/sources', { method: 'POST', json: source }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
  });
}

export function useRevokeSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => askJson(`/api/sources/${id}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
  });
}
