import { Button, Card, Group, SegmentedControl, Select, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAntennaBars5, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { OpeningRow } from '@/components/OpeningRow';
import rows from '@/components/OpeningRow.module.css';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { dateTime, time } from '@/lib/format';
import { type RecentCall, recentCallsQuery } from './recentCalls';
import { sourcesQuery } from './sources';
import classes from './Debugger.module.css';

type Shown = 'all' | 'rejected';

/** What arrives, as it arrives, and why some of it was not taken. */
export function Debugger() {
  const { t } = useTranslation();
  const [source, setSource] = useState<number>();
  const [shown, setShown] = useState<Shown>('all');
  const [live, { toggle }] = useDisclosure(true);
  const sources = useQuery(sourcesQuery);
  const calls = useQuery(recentCallsQuery(source, live));
  return (
    <Card mt="xl">
      <Group justify="space-between" mb="md" gap="sm">
        <div>
          <Group gap="xs">
            <Title order={2} size="h4">
              {t('debugger.title')}
            </Title>
            <span className={classes.pulse} data-live={live || undefined} aria-hidden />
          </Group>
          <Text size="sm" c="dimmed">
            {t('debugger.text')}
          </Text>
        </div>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            value={shown}
            onChange={(value) => setShown(value as Shown)}
            aria-label={t('debugger.show')}
            data={[
              { value: 'all', label: t('debugger.all') },
              { value: 'rejected', label: t('debugger.rejected') },
            ]}
          />
          <Select
            size="xs"
            w={190}
            aria-label={t('debugger.source')}
            placeholder={t('debugger.everySource')}
            clearable
            clearButtonProps={{ 'aria-label': t('debugger.everySource') }}
            value={source === undefined ? null : String(source)}
            onChange={(value) => setSource(value === null ? undefined : Number(value))}
            data={[...(sources.data?.items.map((item) => ({ value: String(item.id), label: item.name })) ?? []), { value: '0', label: t('debugger.noKey') }]}
          />
          <Button size="xs" variant="default" leftSection={live ? <IconPlayerPause size={14} /> : <IconPlayerPlay size={14} />} onClick={toggle}>
            {live ? t('debugger.pause') : t('debugger.goOn')}
          </Button>
        </Group>
      </Group>
      <QueryState query={calls}>
        {({ items }) => {
          const found = shown === 'rejected' ? items.filter((call) => call.reason !== null) : items;
          return found.length === 0 ? (
            <StateMessage icon={<IconAntennaBars5 />} title={t('debugger.none')} text={t('debugger.noneText')} />
          ) : (
            <ul className={rows.list} aria-label={t('debugger.title')}>
              {found.map((call) => (
                <li key={call.number}>
                  <Row call={call} />
                </li>
              ))}
            </ul>
          );
        }}
      </QueryState>
    </Card>
  );
}

function Row({ call }: { call: RecentCall }) {
  const { t } = useTranslation();
  const parsed = parse(call.call);
  return (
    <OpeningRow lined className={classes.call} detail={() => <CallDetail call={call} parsed={parsed} />}>
        <time dateTime={call.receivedAt} title={dateTime(call.receivedAt)} className={classes.time}>
          {time(call.receivedAt)}
        </time>
        <span className={classes.outcome} data-rejected={call.reason ? true : undefined}>
          {call.reason ? t('debugger.wasRejected') : t('debugger.wasAccepted')}
        </span>
        <span className={rows.what}>
          <b>{call.type ?? (typeof parsed?.type === 'string' ? parsed.type : '')}</b> {nameOf(parsed)} {call.detail && <span className={classes.detail}>{call.detail}</span>}
        </span>
        <span className={classes.source}>{call.sourceName ?? t('debugger.noKey')}</span>
    </OpeningRow>
  );
}

function CallDetail({ call, parsed }: { call: RecentCall; parsed: Record<string, unknown> | null }) {
  const { t } = useTranslation();
  return (
    <div className={classes.opened}>
            {call.reason && (
              <Text size="sm" mb="xs">
                <b>{call.reason}</b>: {call.detail}
              </Text>
            )}
            {call.call && <Code text={parsed ? JSON.stringify(parsed, null, 2) : call.call} label={t('debugger.call')} wrap />}
            {call.isCut && (
              <Text size="xs" c="dimmed" mt={4}>
                {t('debugger.cut')}
              </Text>
            )}
          </div>
  );
}

function parse(call: string | null): Record<string, unknown> | null {
  try {
    const parsed: unknown = call === null ? null : JSON.parse(call);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function nameOf(call: Record<string, unknown> | null): string {
  const named = [call?.event, call?.name, call?.userId, call?.anonymousId].filter((value) => typeof value === 'string');
  return named.slice(0, 2).join(' · ');
}
