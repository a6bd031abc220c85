import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { useState } from 'react';
import { nonce } from '@/lib/nonce';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';
import { theme, variables } from './theme';

// Dialogs write one too, to keep the page behind them from scrolling.
setNonce(nonce);

export function App() {
  const [router] = useState(() => {
    const queries = makeQueryClient(() => {
      queries.clear();
      void made.navigate({ to: '/sign-in', search: { next: made.state.location.href } });
    });
    const made = makeRouter(queries);
    return made;
  });
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={router.options.context.queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
