import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type User = Schemas['UserView'];
export type Team = Schemas['TeamView'];
export type Role = Schemas['Role'];

export const roles = ['viewer', 'sales', 'editor', 'admin'] as const satisfies Role[];

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => askJson<Schemas['UserList']>('/api/users', { signal }),
});

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: ({ signal }) => askJson<Schemas['TeamList']>('/api/teams', { signal }),
});

/** Any change of users and teams: what is asked for, by which method, with what. */
interface Asked {
  path: string;
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  json?: unknown;
}

function useAsk<T>() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method, json }: Asked) => askJson<T>(path, { method, json }),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['users'] }), queries.invalidateQueries({ queryKey: ['teams'] }), queries.invalidateQueries({ queryKey: ['me'] })]),
  });
}

/** Adding someone answers with the link by which they choose a password. */
export const useAddUser = () => useAsk<Schemas['MadeUser']>();
export const useChangeUser = () => useAsk<User>();
export const useNewLink = () => useAsk<Schemas['SetUpLink']>();
export const useChangeTeam = () => useAsk<Team>();
export const useOwnAccount = () => useAsk<unknown>();

interface Ownership {
  leadId: string;
  user: number | null;
  team: number | null;
}

export function useOwner() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ leadId, user, team }: Ownership) => askJson(`/api/leads/${encodeURIComponent(leadId)}/owner`, { method: 'PUT', json: { user, team } }),
    onSuccess: (_, { leadId }) => Promise.all([queries.invalidateQueries({ queryKey: ['lead', leadId] }), queries.invalidateQueries({ queryKey: ['leads'] })]),
  });
}
