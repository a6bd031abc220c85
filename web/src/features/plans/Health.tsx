import { Card, Group, Progress, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconHeartRateMonitor } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { number, points, share } from '@/lib/format';
import { askJson } from '@/lib/http';
import { Months } from './Months';
import classes from './Health.module.css';

export interface HealthView {
  leads: number;
  findings: { kind: string; rule: string | null; share: number | null; other: string | null; text: string }[];
  rules: { name: string; side: string; leads: number; share: number; points: number; cut: number }[];
  months: { at: string; leads: number; average: number; median: number; p90: number; labels: { label: string | null; leads: number }[] }[];
}

const healthQuery = (plan: string) =>
  queryOptions({
    queryKey: ['plan-health', plan],
    queryFn: ({ signal }) => askJson<HealthView | { state: 'warming'; done: number; total: number }>(`/api/plans/${encodeURIComponent(plan)}/health`, { signal }),
    refetchInterval: (query) => (query.state.data && 'state' in query.state.data ? 1_000 : false),
  });

const kinds = ['neverFires', 'firesForEveryone', 'alwaysTogether', 'eatenByCap', 'dominates'] as const;

/** What a plan suffers from, and how its scores went from month to month. */
export function Health({ planId }: { planId: string }) {
  const { t } = useTranslation();
  const health = useQuery(healthQuery(planId));
  return (
    <QueryState query={health}>
      {(known) =>
        'state' in known ? (
          <Card role="status">
            <Text size="sm" mb="xs">
              {t('whatIf.warming', { done: number(known.done), total: number(known.total) })}
            </Text>
            <Progress value={(known.done / Math.max(1, known.total)) * 100} animated aria-label={t('health.title')} />
          </Card>
        ) : (
          <Known health={known} />
        )
      }
    </QueryState>
  );
}

function Known({ health }: { health: HealthView }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Card>
        <Title order={2} size="h4" mb="xs">
          {t('health.findings')}
        </Title>
        {health.findings.length === 0 ? (
          <StateMessage icon={<IconHeartRateMonitor />} title={t('health.well')} text={t('health.wellText')} />
        ) : (
          <ul className={classes.findings}>
            {health.findings.map((finding, place) => (
              <li key={place} data-testid="finding">
                <IconAlertTriangle size={17} aria-hidden />
                <span>{sentence(finding)}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Card>
          <Title order={2} size="h4" mb="xs">
            {t('health.rules')}
          </Title>
          <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('health.rules')}>
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('knobs.rule')}</Table.Th>
                  <Table.Th ta="right">{t('health.fires')}</Table.Th>
                  <Table.Th ta="right">{t('health.points')}</Table.Th>
                  <Table.Th ta="right">{t('health.cut')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {health.rules.map((rule) => (
                  <Table.Tr key={`${rule.side} ${rule.name}`}>
                    <Table.Td className={classes.rule} data-side={rule.side}>
                      {rule.name}
                    </Table.Td>
                    <Table.Td ta="right">{share(rule.share)}</Table.Td>
                    <Table.Td ta="right">{rule.leads > 0 ? points(rule.points / rule.leads) : '–'}</Table.Td>
                    <Table.Td ta="right">{rule.cut > 0 ? share(rule.cut / (Math.abs(rule.points) + rule.cut)) : '–'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        </Card>
        <Card>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4">
              {t('health.months')}
            </Title>
          </Group>
          <Months months={health.months} />
        </Card>
      </SimpleGrid>
    </Stack>
  );

  function sentence({ kind, rule, share: part, other, text }: HealthView['findings'][number]): string {
    const word = kinds.find((one) => one === kind);
    if (!word) return text;
    return t(`health.finding.${word}`, { rule: rule ?? '', share: part === null ? '' : share(part), other: other ?? '' });
  }
}
