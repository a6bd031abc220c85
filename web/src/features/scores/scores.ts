import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson, Problem } from '@/lib/http';

export type Explained = Schemas['ExplainedScore'];
export type Part = Schemas['ExplainedPart'];
export type Rule = Schemas['ExplainedRule'];
export type ScorePoint = Schemas['ScorePoint'];

/** Whose score it is: where the API keeps it. */
export interface Subject {
  of: 'leads' | 'accounts';
  id: string;
  plan: string;
}

const path = ({ of, id, plan }: Subject) => `/api/${of}/${encodeURIComponent(id)}/scores/${encodeURIComponent(plan)}`;

/** Null: there is no score at that instant. Without an instant it is asked again and again. */
export const explanationQuery = (subject: Subject, at: string | undefined) =>
  queryOptions({
    queryKey: ['explanation', subject, at],
    queryFn: async ({ signal }): Promise<Explained | null> => {
      try {
        return await askJson<Explained>(path(subject), { query: { at }, signal });
      } catch (fault) {
        if (fault instanceof Problem && fault.code === 'no-score') return null;
        throw fault;
      }
    },
    placeholderData: keepPreviousData,
    refetchInterval: at ? false : 5_000,
  });

const historyPages = 4;

/** The score's changes over time, the first two thousand of them. */
export const historyQuery = (subject: Subject, to: string | undefined) =>
  queryOptions({
    queryKey: ['history', subject, to],
    queryFn: async ({ signal }): Promise<ScorePoint[]> => {
      const points: ScorePoint[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < historyPages; page++) {
        const answer: Schemas['ScoreHistory'] = await askJson(`${path(subject)}/history`, { query: { to, limit: 500, cursor }, signal });
        points.push(...answer.items);
        cursor = answer.nextCursor;
        if (cursor === null) break;
      }
      return points;
    },
    staleTime: 30_000,
  });

export type Crossing = Schemas['Recorded'];

/** What was raised of a lead's score, as it was told to the world; the oldest first. */
export const crossingsQuery = (subject: Subject) =>
  queryOptions({
    queryKey: ['crossings', subject],
    queryFn: async ({ signal }) => (await askJson<Schemas['RecordedList']>(`${path(subject)}/history`, { query: { recorded: true, limit: 500 }, signal })).items,
    refetchInterval: 30_000,
  });
