import { queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type LabelCounts = Schemas['LabelCountsView'];

/** How many leads of a plan bear each label. Without a plan there is nothing to ask. */
export const labelsQuery = (plan: string) =>
  queryOptions({
    queryKey: ['labels', plan],
    queryFn: ({ signal }) => askJson<LabelCounts>('/api/reports/labels', { query: { plan }, signal }),
    refetchInterval: 5_000,
  });
