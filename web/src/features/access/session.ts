import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

type Session = Schemas['SessionView'];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => askJson<Session>('/api/session', { signal }),
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => askJson<Schemas['MeView']>('/api/me', { signal }),
  staleTime: 60_000,
});

/** Whether who is signed in may do this; nothing until it is known. */
export function useMay(power: 'leads.work' | 'leads.own' | 'edit' | 'admin'): boolean {
  return useQuery(meQuery).data?.powers.includes(power) ?? false;
}

/** A token, or a user's address and password. */
export type Credentials = { token: string } | { email: string; password: string };

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => askJson<Session>('/api/session', { method: 'POST', json: credentials }),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

/** Chooses a password behind a set-up link, which signs in too. */
export function useJoin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (joining: { token: string; password: string }) => askJson<Session>('/api/join', { method: 'POST', json: joining }),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => askJson('/api/session', { method: 'DELETE' }),
    // Nothing of what was shown stays in memory.
    onSettled: () => {
      queries.clear();
      location.assign('/sign-in');
    },
  });
}
