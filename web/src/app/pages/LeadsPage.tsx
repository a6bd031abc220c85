import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { Lines, QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { meQuery } from '@/features/access/session';
import { LeadList } from '@/features/leads/LeadList';
import { NoPlans } from '@/features/plans/PlanCards';
import { plansQuery } from '@/features/plans/plans';
import { funnelQuery } from '@/features/stages/stages';
import type { LeadSearch } from '../router';

const route = getRouteApi('/shell/leads');

export function LeadsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/leads' });
  const router = useRouter();
  const me = useQuery(meQuery).data;
  const plans = useQuery(plansQuery);
  // Who comes without having chosen a plan sees the one that hands leads to sales.
  const funnel = useQuery({ ...funnelQuery, refetchInterval: false });
  const handsOver = funnel.data?.activationScores[0]?.plan;
  // What was typed is looked up a moment later; by then the reader may have gone on to a lead.
  const change = (next: Partial<LeadSearch>) => {
    if (router.latestLocation.pathname === '/leads') void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  };
  return (
    <>
      <PageHead title={t('nav.leads')} text={t('leads.text')} />
      <QueryState query={plans}>
        {({ items }) => {
          const active = items.filter((plan) => plan.active && plan.kind === 'lead');
          if (funnel.isPending && !search.plan) return <Lines />;
          const plan = active.find((item) => item.plan === search.plan) ?? active.find((item) => item.plan === handsOver) ?? active[0];
          if (!plan) return <NoPlans />;
          return (
            <LeadList
              key={plan.plan}
              filter={{ ...search, plan: plan.plan }}
              plans={active}
              change={change}
              withOwn={me?.user != null && !me.powers.includes('leads.own')}
              empty={<NoLeads />}
            />
          );
        }}
      </QueryState>
    </>
  );
}

function NoLeads() {
  const { t } = useTranslation();
  return (
    <StateMessage icon={<IconUsers />} title={t('leads.none')} text={t('leads.noneText')}>
      <Button component={Link} to="/sources">
        {t('leads.connect')}
      </Button>
    </StateMessage>
  );
}
