import { Group, Stack, Tabs } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { PageHead } from '@/components/PageHead';
import { Lines, QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { PlanState } from '@/features/plans/PlanCards';
import { documentQuery, plansQuery, type Version, versionsQuery } from '@/features/plans/plans';
import { Rescoring } from '@/features/plans/Rescoring';
import { Versions } from '@/features/plans/Versions';
import { Headline } from '@/features/scores/Headline';
import { Waterfall } from '@/features/scores/Waterfall';
import { Problem } from '@/lib/http';

const Workbench = lazy(() => import('@/features/plans/Workbench'));
const route = getRouteApi('/shell/plans/$planId');
const noScale = { grades: [] as string[], levels: [] as string[] };

export function PlanPage() {
  const { t } = useTranslation();
  const { planId } = route.useParams();
  const { version, tab } = route.useSearch();
  const navigate = useNavigate();
  const versions = useQuery(versionsQuery(planId));
  const gone = versions.error instanceof Problem && versions.error.status === 404;
  const show = (next: { version?: number; tab?: 'versions' | 'health' }) => void navigate({ to: '.', search: next });
  return (
    <>
      <AnchorLink to="/plans" size="sm">
        ← {t('nav.plans')}
      </AnchorLink>
      {gone ? (
        <StateMessage page icon={<IconScale />} title={t('plans.gone')} text={t('plans.goneText')} />
      ) : (
        <QueryState query={versions}>
          {({ items }) => {
            const shown = items.find((item) => item.version === version) ?? items.find((item) => item.active) ?? items[0]!;
            return (
              <>
                <PageHead title={shown.name ?? planId} text={`${planId} · ${t('plans.version', { version: shown.version })}`}>
                  <PlanState active={shown.active} />
                </PageHead>
                <Rescoring />
                <Tabs value={tab ?? 'plan'} onChange={(next) => show({ version, tab: next === 'versions' || next === 'health' ? next : undefined })} keepMounted={false}>
                  <Tabs.List mb="md">
                    <Tabs.Tab value="plan">{t('plans.plan')}</Tabs.Tab>
                    <Tabs.Tab value="versions">{t('plans.versions', { count: items.length })}</Tabs.Tab>
                  </Tabs.List>
                  <Tabs.Panel value="plan">
                    <Bench key={`${shown.plan} ${shown.version}`} base={shown} newest={Math.max(...items.map((item) => item.version))} published={(next) => show({ version: next })} />
                  </Tabs.Panel>
                  <Tabs.Panel value="versions">
                    <Versions planId={planId} open={(next) => show({ version: next })} />
                  </Tabs.Panel>
                </Tabs>
              </>
            );
          }}
        </QueryState>
      )}
    </>
  );
}

function Bench({ base, newest, published }: { base: Version; newest: number; published: (version: number) => void }) {
  const document = useQuery(documentQuery(base.plan, base.version));
  const plans = useQuery(plansQuery).data?.items ?? [];
  return (
    <QueryState query={document}>
      {(text) => (
        <Suspense fallback={<Lines count={8} />}>
          <Workbench
            base={base}
            text={text}
            newest={newest}
            planIds={plans.map(({ plan }) => plan)}
            published={published}
            explain={(explained) => (
              <Stack gap="sm">
                <Headline explained={explained} scale={noScale} />
                <Group grow>
                  <div>
                    <Waterfall explained={explained} />
                  </div>
                </Group>
              </Stack>
            )}
          />
        </Suspense>
      )}
    </QueryState>
  );
}
