import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from '@/features/access/session';
import { isSignedOut } from '@/lib/http';
import { NotFound, PageFault } from './Faults';
import { Shell } from './Shell';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ next: localAddress(search.next) }),
  component: lazyRouteComponent(() => import('./pages/SignInPage'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/SetupPage'), 'SetupPage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
    } catch (fault) {
      if (!isSignedOut(fault)) throw fault;
      throw redirect({ to: '/sign-in', search: { next: location.href === '/' ? undefined : location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/sources', replace: true });
  },
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: '/sources',
  component: lazyRouteComponent(() => import('./pages/SourcesPage'), 'SourcesPage'),
});

const plans = createRoute({
  getParentRoute: () => shell,
  path: '/plans',
  component: lazyRouteComponent(() => import('./pages/PlansPage'), 'PlansPage'),
});

const plan = createRoute({
  getParentRoute: () => shell,
  path: '/plans/$planId',
  validateSearch: (search): { version?: number } => ({ version: typeof search.version === 'number' ? search.version : undefined }),
  component: lazyRouteComponent(() => import('./pages/PlanPage'), 'PlanPage'),
});

const system = createRoute({
  getParentRoute: () => shell,
  path: '/system',
  component: lazyRouteComponent(() => import('./pages/SystemPage'), 'SystemPage'),
});

const tree = root.addChildren([signIn, setup, shell.addChildren([home, sources, plans, plan, system])]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: PageFault,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

/** Where to go after signing in: only an address of this app, whatever a link says. */
function localAddress(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = new URL(value, location.origin);
  return address.origin === location.origin && value.startsWith('/') ? address.pathname + address.search : undefined;
}
