import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, Problem } from '@/lib/http';

/** What is asked again by itself after a failure: only what may go better the second time. */
const worthRetrying = (failures: number, error: Error) => failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500);

export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    // Whether anyone is signed in is for the guard of the pages to ask and to answer.
    queryCache: new QueryCache({ onError: (error, query) => isSignedOut(error) && query.queryKey[0] !== 'session' && onSignedOut() }),
    defaultOptions: { queries: { staleTime: 2_000, retry: worthRetrying, refetchOnWindowFocus: true } },
  });
}
