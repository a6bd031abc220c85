import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { askJson } from '@/lib/http';

export type TaskState = 'open' | 'accepted' | 'done' | 'rejected';

export interface Task {
  id: string;
  leadId: string;
  /** What the lead is called. */
  shown: string;
  email: string | null;
  company: string | null;
  title: string | null;
  kind: string;
  /** What to do, such as: Call now. */
  ask: string;
  state: TaskState;
  createdAt: string;
  snoozedUntil: string | null;
  closedAt: string | null;
  why: { what: string; plan: string | null; label: string | null; verdict: string | null; score: number | null; parts: { name: string; points: number }[] | null; fadesAt: string | null } | null;
  plan: string | null;
  score: number | null;
  label: string | null;
  stage: string | null;
  lastSeen: string | null;
  fadesAt: string | null;
  rank: number;
  owner: { userName: string | null; teamName: string | null } | null;
  notes: { at: string; by: string; did: string; reason: string | null }[];
}

export interface TaskFilter {
  state: TaskState;
  owner?: 'me';
}

export const tasksQuery = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ['tasks', filter],
    queryFn: ({ pageParam, signal }) => askJson<{ items: Task[]; nextCursor: string | null }>('/api/tasks', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 2 ? 5_000 : false),
  });

export interface Answer {
  id: string;
  did: 'accept' | 'reject' | 'done' | 'snooze';
  reason?: string;
  stage?: string;
  until?: string;
}

export function useAnswer() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, did, ...said }: Answer) => askJson<Task>(`/api/tasks/${encodeURIComponent(id)}/${did}`, { method: 'POST', json: said }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
}
