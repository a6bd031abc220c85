import { queryOptions } from '@tanstack/react-query';
import { askJson } from '@/lib/http';

/** One difference between two versions of a plan. */
export interface Change {
  change: 'added' | 'removed' | 'changed' | 'moved';
  kind: string;
  path: string;
  name: string | null;
  key: string | null;
  from: string | null;
  to: string | null;
  text: string;
}

export interface Difference {
  from: number | null;
  to: number | null;
  items: Change[];
  lines: string[];
}

const path = (plan: string) => `/api/plans/${encodeURIComponent(plan)}/diff`;

/** What a draft changes of the version that scores now. */
export const draftDiffQuery = (plan: string, draft: string) =>
  queryOptions({
    queryKey: ['plan-diff', plan, draft],
    queryFn: ({ signal }) => askJson<Difference>(path(plan), { method: 'POST', yaml: draft, signal }),
    staleTime: 60_000,
    gcTime: 10_000,
  });

export const diffQuery = (plan: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['plans', plan, 'diff', from, to],
    queryFn: ({ signal }) => askJson<Difference>(path(plan), { query: { from, to }, signal }),
    staleTime: Infinity,
  });
