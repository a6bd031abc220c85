import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { QueryState } from '@/components/QueryState';
import { AccountTable } from '@/features/accounts/AccountTable';
import { plansQuery } from '@/features/plans/plans';

const route = getRouteApi('/shell/accounts');

export function AccountsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/accounts' });
  const plans = useQuery(plansQuery);
  const active = plans.data?.items.filter((plan) => plan.active && plan.kind === 'account') ?? [];
  const plan = active.find((item) => item.plan === search.plan) ?? active[0];
  return (
    <>
      <PageHead title={t('nav.accounts')} text={t('accounts.text')}>
        {active.length > 1 && (
          <Select
            aria-label={t('leads.plan')}
            allowDeselect={false}
            value={plan?.plan}
            onChange={(next) => next && void navigate({ search: { plan: next }, replace: true })}
            data={active.map((item) => ({ value: item.plan, label: item.name ?? item.plan }))}
          />
        )}
      </PageHead>
      <QueryState query={plans}>{() => <AccountTable plan={plan?.plan} />}</QueryState>
    </>
  );
}
