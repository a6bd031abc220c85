import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

type Session = Schemas['SessionView'];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => askJson<Session>('/api/session', { signal }),
  staleTime: 60_000,
  retry: false,
});

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => askJson<Session>('/api/session', { method: 'POST', json: { token } }),
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
