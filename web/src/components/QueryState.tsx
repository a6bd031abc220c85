import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FaultMessage } from './StateMessage';

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
}

/** What a query has to show: its data, or that it is loading, or what went wrong and how to go on. */
export function QueryState<T>({ query, children, loading = <Lines /> }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <FaultMessage error={query.error} again={() => void query.refetch()} />;
  return loading;
}

export function Lines({ count = 5 }: { count?: number }) {
  return (
    <Stack gap="sm" aria-busy="true">
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} height={line === 0 ? 28 : 44} width={line === 0 ? '35%' : '100%'} />
      ))}
    </Stack>
  );
}
