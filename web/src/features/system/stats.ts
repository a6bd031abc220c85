import { queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export const statsQuery = queryOptions({
  queryKey: ['stats'],
  queryFn: ({ signal }) => askJson<Schemas['StatsView']>('/api/stats', { signal }),
  refetchInterval: 2_000,
});
