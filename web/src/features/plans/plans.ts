import { queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson, askText } from '@/lib/http';

export type Plan = Schemas['PlanView'];

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: ({ signal }) => askJson<Schemas['PlanList']>('/api/plans', { signal }),
});

export const versionsQuery = (plan: string) =>
  queryOptions({
    queryKey: ['plans', plan, 'versions'],
    queryFn: ({ signal }) => askJson<Schemas['PlanList']>(`/api/plans/${encodeURIComponent(plan)}/versions`, { signal }),
  });

export const documentQuery = (plan: string, version: number) =>
  queryOptions({
    queryKey: ['plans', plan, 'versions', version],
    queryFn: ({ signal }) => askText(`/api/plans/${encodeURIComponent(plan)}/versions/${version}`, { accept: 'application/yaml', signal }),
    staleTime: Infinity,
  });
