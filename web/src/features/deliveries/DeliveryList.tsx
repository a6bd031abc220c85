import { Button, Card, Group, SegmentedControl, Select, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OpeningRow } from '@/components/OpeningRow';
import rows from '@/components/OpeningRow.module.css';
import { Lines } from '@/components/QueryState';
import { FaultMessage, StateMessage } from '@/components/StateMessage';
import { dateTime, shortDateTime } from '@/lib/format';
import { type Delivery, deliveriesQuery, type State, type Webhook } from './deliveries';
import { DeliveryDetail } from './DeliveryDetail';
import { messageWord } from './words';
import classes from './DeliveryList.module.css';

const states = ['waiting', 'delivered', 'failed'] as const satisfies State[];

/** What was sent, what waits, and what was answered. */
export function DeliveryList({ webhooks, planNames }: { webhooks: Webhook[]; planNames: Map<string, string> }) {
  const { t } = useTranslation();
  const [webhook, setWebhook] = useState<number>();
  const [state, setState] = useState<State>();
  const deliveries = useInfiniteQuery(deliveriesQuery({ webhook, state }));
  const found = deliveries.data?.pages.flatMap((page) => page.items) ?? [];
  const names = new Map(webhooks.map((item) => [item.id, item.name || item.url]));
  return (
    <Card mt="md">
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={2} size="h4">
          {t('deliveries.messages')}
        </Title>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            value={state ?? 'all'}
            onChange={(value) => setState(states.find((one) => one === value))}
            aria-label={t('deliveries.show')}
            data={[{ value: 'all', label: t('debugger.all') }, ...states.map((value) => ({ value, label: t(`deliveries.${value}`) }))]}
          />
          {webhooks.length > 1 && (
            <Select
              size="xs"
              w={190}
              aria-label={t('deliveries.webhook')}
              placeholder={t('deliveries.everyWebhook')}
              clearable
              clearButtonProps={{ 'aria-label': t('deliveries.everyWebhook') }}
              value={webhook === undefined ? null : String(webhook)}
              onChange={(value) => setWebhook(value === null ? undefined : Number(value))}
              data={[...names].map(([id, name]) => ({ value: String(id), label: name }))}
            />
          )}
        </Group>
      </Group>
      {deliveries.error && !deliveries.data ? (
        <FaultMessage error={deliveries.error} again={() => void deliveries.refetch()} />
      ) : !deliveries.data ? (
        <Lines />
      ) : found.length === 0 ? (
        <StateMessage icon={<IconSend />} title={t('deliveries.none')} text={t('deliveries.noneText')} />
      ) : (
        <ul className={rows.list} aria-label={t('deliveries.messages')}>
          {found.map((delivery) => (
            <li key={delivery.id}>
              <Row delivery={delivery} receiver={names.get(delivery.webhook) ?? `#${delivery.webhook}`} planNames={planNames} />
            </li>
          ))}
        </ul>
      )}
      {deliveries.hasNextPage && (
        <Button variant="light" mt="md" loading={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
          {t('deliveries.more')}
        </Button>
      )}
    </Card>
  );
}

function Row({ delivery, receiver, planNames }: { delivery: Delivery; receiver: string; planNames: Map<string, string> }) {
  const { t } = useTranslation();
  const plan = delivery.plan && (planNames.get(delivery.plan) ?? delivery.plan);
  return (
    <OpeningRow lined className={classes.delivery} testId="delivery" detail={() => <DeliveryDetail delivery={delivery} />}>
        <time dateTime={delivery.createdAt} title={dateTime(delivery.createdAt)} className={classes.time}>
          {shortDateTime(delivery.createdAt)}
        </time>
        <span className={classes.state} data-state={delivery.state}>
          {t(`deliveries.${delivery.state}`)}
        </span>
        <span className={`${rows.what} ${classes.what}`}>
          <b>{messageWord(t, delivery)}</b> {plan && <span className={classes.faint}>{plan}</span>}
        </span>
        <span className={classes.receiver}>{receiver}</span>
        <span className={classes.tries}>{delivery.attempts > 1 ? t('deliveries.attempts', { count: delivery.attempts }) : (delivery.status ?? '')}</span>
    </OpeningRow>
  );
}
