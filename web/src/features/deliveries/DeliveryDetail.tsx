import { Alert, Button, Group, Table, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { AnchorLink } from '@/components/AnchorLink';
import { Code } from '@/components/Code';
import { QueryState } from '@/components/QueryState';
import { dateTime, number } from '@/lib/format';
import { type Attempt, type Delivery, deliveryQuery, useRedeliver } from './deliveries';
import { outcomeWord } from './words';
import classes from './DeliveryList.module.css';

/** The attempts of a delivery with their answers, and sending it again. */
export function DeliveryDetail({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const whole = useQuery(deliveryQuery(delivery.id));
  const redeliver = useRedeliver();
  return (
    <div className={classes.opened}>
      <Group justify="space-between" gap="sm" mb="xs">
        <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
          <Subject delivery={delivery} /> {dateTime(delivery.at)}
          {delivery.nextAttemptAt && (
            <>
              {' '}
              · {t('deliveries.next')} <Ago at={delivery.nextAttemptAt} />
            </>
          )}
        </Text>
        <Button size="xs" variant="light" leftSection={<IconRefresh size={15} />} loading={redeliver.isPending} disabled={delivery.state === 'sending'} onClick={() => redeliver.mutate(delivery.id)}>
          {t('deliveries.again')}
        </Button>
      </Group>
      {redeliver.error && (
        <Alert color="red" role="alert" mb="xs">
          {redeliver.error.message}
        </Alert>
      )}
      <QueryState query={whole}>{({ history }) => <Attempts attempts={history ?? []} />}</QueryState>
      <Text size="xs" c="dimmed" mt="xs" style={{ overflowWrap: 'anywhere' }}>
        webhook-id: {delivery.messageId}
      </Text>
    </div>
  );
}

function Subject({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  if (!delivery.subject || delivery.type === 'lead.erased') return null;
  if (!delivery.type.startsWith('lead.')) return null;
  return (
    <>
      <AnchorLink to="/leads/$leadId" params={{ leadId: delivery.subject }} search={{ plan: delivery.plan ?? undefined }} size="sm" underline="always">
        {t('deliveries.toLead')}
      </AnchorLink>{' '}
      ·
    </>
  );
}

function Attempts({ attempts }: { attempts: Attempt[] }) {
  const { t } = useTranslation();
  if (attempts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('deliveries.notTried')}
      </Text>
    );
  return (
    <div className={classes.attempts} tabIndex={0} role="group" aria-label={t('deliveries.history')}>
      <Table verticalSpacing={6} aria-label={t('deliveries.history')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('deliveries.attempt')}</Table.Th>
            <Table.Th>{t('deliveries.at')}</Table.Th>
            <Table.Th ta="right">{t('deliveries.took')}</Table.Th>
            <Table.Th>{t('deliveries.outcome')}</Table.Th>
            <Table.Th w="40%">{t('deliveries.answer')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map((attempt) => (
            <Table.Tr key={attempt.number}>
              <Table.Td>{attempt.number}</Table.Td>
              <Table.Td>{dateTime(attempt.at)}</Table.Td>
              <Table.Td ta="right">{number(attempt.milliseconds)} ms</Table.Td>
              <Table.Td>
                {outcomeWord(t, attempt.outcome)}
                {attempt.status ? ` (${attempt.status})` : ''}
              </Table.Td>
              <Table.Td>{attempt.answer ? <Code text={attempt.answer} label={t('deliveries.answer')} wrap /> : '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
