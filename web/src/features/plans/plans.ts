import { queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson, askText } from '@/lib/http';
import type { Change } from './changes';

export type Plan = Schemas['PlanView'];

/** A plan's version, with why it was made and what it changed of the one before. */
export interface Version extends Plan {
  message?: string | null;
  publishedAt?: string | null;
  publishedBy?: string | null;
  changes?: Change[] | null;
}

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: ({ signal }) => askJson<Schemas['PlanList']>('/api/plans', { signal }),
});

export const versionsQuery = (plan: string) =>
  queryOptions({
    queryKey: ['plans', plan, 'versions'],
    queryFn: ({ signal }) => askJson<{ items: Version[] }>(`/api/plans/${encodeURIComponent(plan)}/versions`, { signal }),
  });

export const documentQuery = (plan: string, version: number) =>
  queryOptions({
    queryKey: ['plans', plan, 'versions', version],
    queryFn: ({ signal }) => askText(`/api/plans/${encodeURIComponent(plan)}/versions/${version}`, { accept: 'application/yaml', signal }),
    staleTime: Infinity,
  });
