import { Card, Grid, Stack, Text, Title } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { Facts } from '@/components/Facts';
import { PlanTabs } from '@/components/PlanTabs';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { LeadHead } from '@/features/leads/LeadHead';
import { labelsQuery } from '@/features/leads/labels';
import { leadQuery, type Lead } from '@/features/leads/leads';
import { Timeline } from '@/features/leads/Timeline';
import { useMay } from '@/features/access/session';
import { plansQuery } from '@/features/plans/plans';
import { Crossings } from '@/features/scores/Crossings';
import { ScorePanel } from '@/features/scores/ScorePanel';
import { Moves } from '@/features/stages/Moves';
import { Owner } from '@/features/team/Owner';
import { Problem } from '@/lib/http';

const route = getRouteApi('/shell/leads/$leadId');
const noScale = { grades: [] as string[], levels: [] as string[] };

export function LeadPage() {
  const { t } = useTranslation();
  const { leadId } = route.useParams();
  const { plan } = route.useSearch();
  const lead = useQuery(leadQuery(leadId));
  const gone = lead.error instanceof Problem && lead.error.status === 404;
  return (
    <>
      <AnchorLink to="/leads" search={{ plan }} size="sm" mb="xs" display="inline-block">
        ← {t('nav.leads')}
      </AnchorLink>
      {gone ? (
        <StateMessage page icon={<IconUserOff />} title={t('lead.gone')} text={t('lead.goneText')} />
      ) : (
        <QueryState query={lead}>{(known) => <Known lead={known} />}</QueryState>
      )}
    </>
  );
}

function Known({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { plan: wanted, at } = route.useSearch();
  const navigate = useNavigate();
  const mayWork = useMay('leads.work');
  const plans = useQuery(plansQuery);
  const names = new Map(plans.data?.items.map((plan) => [plan.plan, plan.name ?? plan.plan]));
  const plan = wanted ?? lead.scores[0]?.plan ?? plans.data?.items.find((item) => item.active && item.kind === 'lead')?.plan;
  const scale = useQuery({ ...labelsQuery(plan ?? ''), enabled: plan !== undefined, refetchInterval: false }).data ?? noScale;
  const change = (next: { plan?: string; at?: string }) => void navigate({ to: '.', search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <>
      <LeadHead lead={lead} owner={<Owner leadId={lead.id} owner={lead.owner} may={mayWork} />} />
      {lead.scores.length > 1 && plan && <PlanTabs scores={lead.scores} names={names} scale={scale} plan={plan} label={t('nav.plans')} choose={(next) => change({ plan: next })} />}
      {plan && <ScorePanel key={plan} subject={{ of: 'leads', id: lead.id, plan }} firstSeen={lead.firstSeen} at={at} setAt={(next) => change({ at: next })} scale={scale} withHistory />}
      <Grid mt="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Timeline leadId={lead.id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          {plan && <Crossings subject={{ of: 'leads', id: lead.id, plan }} />}
          <Moves leadId={lead.id} stage={lead.stage} planNames={names} />
          <Card>
            <Title order={2} size="h4" mb="xs">
              {t('lead.traits')}
            </Title>
            {Object.keys(lead.traits).length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('lead.noTraits')}
              </Text>
            ) : (
              <Facts facts={lead.traits} label={t('lead.traits')} />
            )}
            <Stack gap={0} mt="md">
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {t('lead.id', { id: lead.id })}
              </Text>
              {lead.anonymousIds.length > 0 && (
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {t('lead.browsers', { count: lead.anonymousIds.length })}: {lead.anonymousIds.join(', ')}
                </Text>
              )}
            </Stack>
          </Card>
        </Grid.Col>
      </Grid>
    </>
  );
}
