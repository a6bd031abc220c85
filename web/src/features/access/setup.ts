import { useMutation } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

/** The console's set-up token, once, for the first admin's token. */
export function useSetup() {
  return useMutation({
    mutationFn: (token: string) => askJson<Schemas['SetupAnswer']>('/api/setup', { method: 'POST', json: { token } }),
  });
}
