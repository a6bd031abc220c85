import { Badge, Button, Card, Group, Text, Title } from '@mantine/core';
import { IconBuilding, IconClick, IconFileText, IconId, IconMail, IconRobot } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Facts } from '@/components/Facts';
import { OpeningRow } from '@/components/OpeningRow';
import rows from '@/components/OpeningRow.module.css';
import { Lines } from '@/components/QueryState';
import { FaultMessage } from '@/components/StateMessage';
import { dateTime, longDate, time } from '@/lib/format';
import { shown } from '@/lib/people';
import { type LeadEvent, leadEventsQuery } from './leads';
import classes from './Timeline.module.css';

/** All that the lead did, the newest first, by days. */
export function Timeline({ leadId }: { leadId: string }) {
  const { t } = useTranslation();
  const events = useInfiniteQuery(leadEventsQuery(leadId));
  const found = events.data?.pages.flatMap((page) => page.items) ?? [];
  const days = Map.groupBy(found, (event) => longDate(event.timestamp));
  return (
    <Card>
      <Title order={2} size="h4" mb="sm">
        {t('timeline.title')}
      </Title>
      {events.error && !events.data && <FaultMessage error={events.error} again={() => void events.refetch()} />}
      {events.isPending && <Lines count={4} />}
      {[...days].map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <Text size="sm" fw={600} c="dimmed" mt="sm" mb={4}>
            {day}
          </Text>
          <ul className={rows.list}>
            {ofDay.map((event) => (
              <li key={event.messageId}>
                <EventRow event={event} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {events.hasNextPage && (
        <Button variant="light" mt="md" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          {t('timeline.more')}
        </Button>
      )}
    </Card>
  );
}

function EventRow({ event }: { event: LeadEvent }) {
  const { t } = useTranslation();
  return (
    <OpeningRow detail={() => <EventDetail event={event} />}>
        <span className={classes.icon} aria-hidden>
          <Icon event={event} />
        </span>
        <span className={rows.what}>
          <b>{nameOf(event)}</b> <span className={classes.gist}>{gistOf(event)}</span>
        </span>
        {event.machine && (
          <Badge size="sm" variant="light" color="gray" tt="none" leftSection={<IconRobot size={12} />}>
            {t('timeline.machine')}
          </Badge>
        )}
        <time className={classes.time} dateTime={event.timestamp} title={dateTime(event.timestamp)}>
          {time(event.timestamp)}
        </time>
    </OpeningRow>
  );

  function nameOf({ name }: LeadEvent): string {
    if (name === 'page') return t('event.page');
    if (name === 'screen') return t('event.screen');
    if (name === 'identify') return t('event.identify');
    if (name === 'group') return t('event.group');
    return name;
  }
}

function EventDetail({ event }: { event: LeadEvent }) {
  const { t } = useTranslation();
  return (
    <div className={classes.detail}>
            {Object.keys(event.properties).length > 0 && <Facts facts={event.properties} label={t('timeline.properties')} />}
            {Object.keys(event.context).length > 0 && (
              <>
                <Text size="xs" fw={600} c="dimmed" mt="xs">
                  {t('timeline.context')}
                </Text>
                <Facts facts={event.context} label={t('timeline.context')} />
              </>
            )}
            <Group gap="xs" mt="xs">
              <Text size="xs" c="dimmed">
                {t('timeline.received', { at: dateTime(event.receivedAt) })} · {event.messageId}
              </Text>
            </Group>
          </div>
  );
}

/** What tells one event of its name from another, at a glance. */
function gistOf({ name, properties, groupId }: LeadEvent): string {
  if (name === 'group') return groupId ?? '';
  if (name === 'identify') return Object.keys(properties).join(', ');
  const telling = properties.path ?? properties.title ?? properties.name ?? properties.url ?? Object.values(properties)[0];
  return telling === undefined ? '' : shown(telling);
}

function Icon({ event }: { event: LeadEvent }) {
  if (event.name === 'page' || event.name === 'screen') return <IconFileText size={16} />;
  if (event.name === 'identify') return <IconId size={16} />;
  if (event.name === 'group') return <IconBuilding size={16} />;
  return /mail/i.test(event.name) ? <IconMail size={16} /> : <IconClick size={16} />;
}
