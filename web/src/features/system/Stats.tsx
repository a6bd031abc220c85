import { Card, Group, SimpleGrid, Stack, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api';
import { Figure } from '@/components/Figure';
import { QueryState } from '@/components/QueryState';
import { duration, number } from '@/lib/format';
import { statsQuery } from './stats';

type StatsView = Schemas['StatsView'];

export function Stats() {
  return <QueryState query={useQuery(statsQuery)}>{(stats) => <Figures stats={stats} />}</QueryState>;
}

function Figures({ stats }: { stats: StatsView }) {
  const { t } = useTranslation();
  const late = stats.inboxOldestSeconds;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Figure name={t('system.leads')} value={number(stats.leads)} />
        <Figure name={t('system.events')} value={number(stats.events)} />
        <Figure name={t('system.waiting')} value={number(stats.inboxDepth)} note={late >= 1 ? t('system.oldest', { time: duration(late) }) : t('system.upToDate')} />
        <Figure name={t('system.outgoing')} value={number(stats.outboxDepth)} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Card>
          <Title order={2} size="h4" mb="sm">
            {t('system.came')}
          </Title>
          <Rows
            rows={[
              [t('system.accepted'), number(stats.accepted)],
              [t('system.duplicates'), number(stats.duplicates)],
              [t('system.rejected'), number(stats.rejected)],
              [t('system.suppressed'), number(stats.suppressed)],
              [t('system.setAside'), number(stats.setAside)],
            ]}
          />
        </Card>
        <Card>
          <Title order={2} size="h4" mb="sm">
            {t('system.program')}
          </Title>
          <Rows
            rows={[
              [t('system.version'), stats.version],
              [t('system.schema'), String(stats.schema)],
              [t('system.timeZones'), stats.timeZoneData],
            ]}
          />
        </Card>
      </SimpleGrid>
    </Stack>
  );
}

function Rows({ rows }: { rows: [string, string][] }) {
  return (
    <Table withRowBorders verticalSpacing={8}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400}>
              {name}
            </Table.Th>
            <Table.Td ta="right">
              <Group justify="flex-end">{value}</Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
