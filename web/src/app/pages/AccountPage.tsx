import { Card, Grid, Stack, Title } from '@mantine/core';
import { IconBuildingOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { Facts } from '@/components/Facts';
import { PageHead } from '@/components/PageHead';
import { PlanTabs } from '@/components/PlanTabs';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { type AccountPageView, accountQuery, accountScaleQuery } from '@/features/accounts/accounts';
import { Committee } from '@/features/accounts/Committee';
import { Members } from '@/features/accounts/Members';
import { plansQuery } from '@/features/plans/plans';
import { ScorePanel } from '@/features/scores/ScorePanel';
import { Problem } from '@/lib/http';
import { accountNameOf } from '@/lib/people';

const route = getRouteApi('/shell/accounts/$accountId');
const noScale = { grades: [] as string[], levels: [] as string[] };

export function AccountPage() {
  const { t } = useTranslation();
  const { accountId } = route.useParams();
  const account = useQuery(accountQuery(accountId));
  const gone = account.error instanceof Problem && account.error.status === 404;
  return (
    <>
      <AnchorLink to="/accounts" size="sm" mb="xs" display="inline-block">
        ← {t('nav.accounts')}
      </AnchorLink>
      {gone ? (
        <StateMessage page icon={<IconBuildingOff />} title={t('accounts.gone')} text={t('accounts.goneText')} />
      ) : (
        <QueryState query={account}>{(known) => <Known account={known} />}</QueryState>
      )}
    </>
  );
}

function Known({ account }: { account: AccountPageView }) {
  const { t } = useTranslation();
  const { plan: wanted, at } = route.useSearch();
  const navigate = useNavigate();
  const plans = useQuery(plansQuery);
  const names = new Map(plans.data?.items.map((plan) => [plan.plan, plan.name ?? plan.plan]));
  const plan = wanted ?? account.scores[0]?.plan;
  const scale = useQuery({ ...accountScaleQuery(plan ?? ''), enabled: plan !== undefined }).data ?? noScale;
  const change = (next: { plan?: string; at?: string }) => void navigate({ to: '.', search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <>
      <PageHead title={accountNameOf(account)} text={accountNameOf(account) === account.id ? undefined : account.id} />
      {account.scores.length > 1 && plan && <PlanTabs scores={account.scores} names={names} scale={scale} plan={plan} label={t('nav.plans')} choose={(next) => change({ plan: next })} />}
      {plan && <ScorePanel key={plan} subject={{ of: 'accounts', id: account.id, plan }} firstSeen={account.firstSeen} at={at} setAt={(next) => change({ at: next })} scale={scale} withHistory />}
      <Grid mt="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Committee account={account} plan={plan} />
            <Members account={account} plan={plan} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Card>
            <Title order={2} size="h4" mb="xs">
              {t('lead.traits')}
            </Title>
            <Stack>
              <Facts facts={account.traits} label={t('lead.traits')} />
            </Stack>
          </Card>
        </Grid.Col>
      </Grid>
    </>
  );
}
