import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from '@/features/access/session';
import { isSignedOut } from '@/lib/http';
import { withWords } from '@/lib/i18n';
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

const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('./pages/JoinPage'), 'JoinPage'),
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
    throw redirect({ to: '/leads', replace: true });
  },
});

const leads = createRoute({
  getParentRoute: () => shell,
  path: '/leads',
  validateSearch: (search): LeadSearch => ({
    plan: text(search.plan),
    q: text(search.q),
    grade: text(search.grade),
    level: text(search.level),
    verdict: text(search.verdict),
    stage: typeof search.stage === 'string' || typeof search.stage === 'number' ? String(search.stage) : undefined,
    owner: text(search.owner),
    sort: search.sort === 'score' ? 'score' : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/LeadsPage'), 'LeadsPage'),
});

const lead = createRoute({
  getParentRoute: () => shell,
  path: '/leads/$leadId',
  validateSearch: (search): AsOfSearch => ({ plan: text(search.plan), at: text(search.at) }),
  component: lazyRouteComponent(() => import('./pages/LeadPage'), 'LeadPage'),
});

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  component: lazyRouteComponent(() => import('./pages/TasksPage'), 'TasksPage'),
});

const accounts = createRoute({
  getParentRoute: () => shell,
  path: '/accounts',
  validateSearch: (search): { plan?: string; q?: string } => ({ plan: text(search.plan), q: text(search.q) }),
  component: lazyRouteComponent(() => import('./pages/AccountsPage'), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: '/accounts/$accountId',
  validateSearch: (search): AsOfSearch => ({ plan: text(search.plan), at: text(search.at) }),
  component: lazyRouteComponent(() => import('./pages/AccountPage'), 'AccountPage'),
});

const funnel = createRoute({
  getParentRoute: () => shell,
  path: '/funnel',
  component: lazyRouteComponent(() => import('./pages/FunnelPage'), 'FunnelPage'),
});

const deliveries = createRoute({
  getParentRoute: () => shell,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('./pages/DeliveriesPage'), 'DeliveriesPage'),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/import',
  component: lazyRouteComponent(() => import('./pages/ImportPage'), 'ImportPage'),
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
  validateSearch: (search): PlanSearch => ({
    version: typeof search.version === 'number' ? search.version : undefined,
    tab: search.tab === 'versions' || search.tab === 'health' ? search.tab : undefined,
  }),
  component: lazyRouteComponent(() => withWords('plans', () => import('./pages/PlanPage')), 'PlanPage'),
});

const team = createRoute({
  getParentRoute: () => shell,
  path: '/team',
  component: lazyRouteComponent(() => import('./pages/TeamPage'), 'TeamPage'),
});

const system = createRoute({
  getParentRoute: () => shell,
  path: '/system',
  component: lazyRouteComponent(() => import('./pages/SystemPage'), 'SystemPage'),
});

export interface LeadSearch {
  plan?: string;
  q?: string;
  grade?: string;
  level?: string;
  verdict?: string;
  /** Empty: those in no stage. */
  stage?: string;
  /** `me`, or a user's number. */
  owner?: string;
  sort?: 'score';
}

export interface PlanSearch {
  version?: number;
  tab?: 'versions' | 'health';
}

export interface AsOfSearch {
  plan?: string;
  at?: string;
}

const tree = root.addChildren([signIn, setup, join, shell.addChildren([home, tasks, leads, lead, accounts, account, funnel, deliveries, imports, sources, plans, plan, team, system])]);

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

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

/** Where to go after signing in: only an address of this app, whatever a link says. */
function localAddress(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = new URL(value, location.origin);
  return address.origin === location.origin && value.startsWith('/') ? address.pathname + address.search : undefined;
}
