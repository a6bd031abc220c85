import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { askJson, Problem as Refusal } from '@/lib/http';
import type { Names } from './editor/names';
import type { Problem } from './problems';

export interface Checked {
  valid: boolean;
  plan: string | null;
  kind: 'lead' | 'account' | null;
  problems: Problem[];
}

export interface ScoreNow {
  fit: number;
  engagement: number;
  score: number;
  grade: string | null;
  level: string | null;
  label: string | null;
  verdict: string | null;
}

export interface Mover {
  leadId: string;
  userId: string | null;
  email: string | null;
  before: ScoreNow | null;
  after: ScoreNow | null;
  reasons: { name: string | null; side: string | null; kind: string; before: number; after: number }[];
}

export interface Spread {
  scored: number;
  average: number;
  scores: { from: number; to: number; leads: number }[];
  labels: { label: string | null; grade: string | null; level: string | null; leads: number }[];
  verdicts: { verdict: string | null; leads: number }[];
  stages: { name: string; leads: number }[];
}

export interface Move {
  from: string | null;
  to: string | null;
  leads: number;
}

export interface Preview {
  leads: number;
  milliseconds: number;
  before: Spread;
  after: Spread;
  changed: number;
  moved: number;
  moves: Move[];
  movers: Mover[];
}

/** The base is being read into memory; until then there is nothing to say. */
export interface Warming {
  state: 'warming';
  done: number;
  total: number;
}

export type MoveBy = 'label' | 'grade' | 'level' | 'verdict' | 'stage';

const planPath = (plan: string) => `/api/plans/${encodeURIComponent(plan)}`;

/** What is wrong with a draft. Keeps showing the last answer until the next one is here. */
export const checkQuery = (plan: string, draft: string) =>
  queryOptions({
    queryKey: ['plan-check', plan, draft],
    queryFn: ({ signal }) => askJson<Checked>(`${planPath(plan)}/validate`, { method: 'POST', yaml: draft, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
  });

export interface Shown {
  by: MoveBy;
  /** The move of which the list is; null: all who move. */
  move: Pick<Move, 'from' | 'to'> | null;
  many: number;
}

/** What a draft would do to everyone, against the version that scores now. Null: it is not valid, which the editor says. */
export const previewQuery = (plan: string, draft: string, { by, move, many }: Shown) =>
  queryOptions({
    queryKey: ['what-if', plan, draft, by, move, many],
    queryFn: async ({ signal }) => {
      try {
        return await askJson<Preview | Warming>(`${planPath(plan)}/preview`, { method: 'POST', query: { movers: many, by, from: move?.from, to: move?.to }, yaml: draft, signal });
      } catch (fault) {
        if (fault instanceof Refusal && fault.status === 422) return null;
        throw fault;
      }
    },
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data && 'state' in query.state.data ? 700 : false),
    staleTime: 60_000,
    gcTime: 10_000,
  });

/** Brings the base into memory before the first question comes. */
export const warmUp = (plan: string): Promise<unknown> => askJson('/api/what-if', { method: 'POST', query: { plan } }).catch(() => null);

export interface Rescoring {
  rescoring: boolean;
  done: number;
  total: number;
}

export const rescoringQuery = (watching: boolean) =>
  queryOptions({
    queryKey: ['rescoring'],
    queryFn: ({ signal }) => askJson<Rescoring>('/api/rescoring', { signal }),
    refetchInterval: (query) => (watching && query.state.data?.rescoring !== false ? 500 : 30_000),
  });

export interface Publication {
  plan: string;
  /** Where set, a version that exists is scored by again. */
  version?: number;
  draft?: string;
  crossings: 'raise' | 'silent';
  message: string;
  /** Only kept, not scored by. */
  keep?: boolean;
  /** The newest version that the draft knows of. */
  newest?: number;
}

/** Publishes a draft as a new version, or scores by an earlier one again. */
export function usePublish() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ plan, version, draft, crossings, message, keep, newest }: Publication) =>
      version === undefined
        ? askJson<{ version: number }>(planPath(plan), {
            method: 'PUT',
            query: { draft: keep || undefined, crossings, message },
            yaml: draft,
            headers: newest === undefined ? {} : { 'If-Match': `"${newest}"` },
          })
        : askJson<{ version: number }>(`${planPath(plan)}/versions/${version}/activate`, { method: 'POST', query: { crossings, message } }),
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'what-if' && queryKey[0] !== 'plan-check' }),
  });
}

interface CataloguePath {
  path: string;
  examples: unknown[];
}

interface Catalogue {
  events: { name: string; count: number; properties: CataloguePath[] }[];
  traits: CataloguePath[];
  accountTraits: CataloguePath[];
}

/** The names that come in, for completion. */
export const namesQuery = queryOptions({
  queryKey: ['catalogue-names'],
  queryFn: async ({ signal }): Promise<Omit<Names, 'plans'>> => {
    const { events, traits, accountTraits } = await askJson<Catalogue>('/api/catalogue', { signal });
    const properties = new Map<string, { name: string; examples: string[]; events: string[] }>();
    for (const event of events) {
      for (const { path, examples } of event.properties) {
        const known = properties.get(path) ?? { name: path, examples: [], events: [] };
        properties.set(path, { ...known, examples: [...new Set([...known.examples, ...examples.map(String)])], events: [...known.events, event.name] });
      }
    }
    const named = ({ path, examples }: CataloguePath) => ({ name: path, examples: examples.map(String) });
    return { events: events.map(({ name, count }) => ({ name, text: String(count) })), properties: [...properties.values()], traits: traits.map(named), accountTraits: accountTraits.map(named) };
  },
  staleTime: 60_000,
});
