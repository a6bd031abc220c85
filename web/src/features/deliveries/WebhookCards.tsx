import { Alert, Button, Card, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { usePing, useSwitchWebhook, type Webhook } from './deliveries';
import { outcomeWord } from './words';
import classes from './DeliveryList.module.css';

/** Who is told, and how that goes. */
export function WebhookCards({ webhooks }: { webhooks: Webhook[] }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
      {webhooks.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} />
      ))}
    </SimpleGrid>
  );
}

function WebhookCard({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const ping = usePing();
  const change = useSwitchWebhook();
  const active = webhook.state === 'active';
  const last = ping.data?.history?.at(-1);
  return (
    <Card data-testid="webhook">
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
          {webhook.name || new URL(webhook.url).host}
        </Title>
        <span className={classes.state} data-state={!active ? undefined : webhook.failingSince ? 'failed' : 'delivered'}>
          {!active ? t('webhooks.disabled') : webhook.failingSince ? t('webhooks.failing') : t('webhooks.active')}
        </span>
      </Group>
      <Text size="sm" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
        {webhook.url}
      </Text>
      <Text size="sm" mt={4}>
        {webhook.events.map((event) => eventWord(event)).join(', ')}
      </Text>
      {webhook.failingSince && (
        <Text size="sm" c="var(--kelvin-loss)">
          {t('webhooks.since')} <Ago at={webhook.failingSince} />
        </Text>
      )}
      <Group mt="md" gap="xs">
        <Button size="xs" variant="light" leftSection={<IconSend size={15} />} loading={ping.isPending} disabled={!active} onClick={() => ping.mutate(webhook.id)}>
          {t('webhooks.test')}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          leftSection={active ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
          loading={change.isPending}
          onClick={() => change.mutate({ id: webhook.id, state: active ? 'disabled' : 'active' })}
        >
          {active ? t('webhooks.disable') : t('webhooks.enable')}
        </Button>
      </Group>
      {(ping.error ?? change.error) && (
        <Alert color="red" role="alert" mt="sm">
          {(ping.error ?? change.error)!.message}
        </Alert>
      )}
      {last && (
        <Text size="sm" mt="sm" role="status" c={last.outcome === 'delivered' ? 'var(--kelvin-gain)' : 'var(--kelvin-loss)'}>
          {outcomeWord(t, last.outcome)}
          {last.status ? ` (${last.status})` : ''}, {last.milliseconds} ms
        </Text>
      )}
    </Card>
  );

  function eventWord(event: string): string {
    if (event === 'lead.crossing') return t('webhooks.leadCrossing');
    if (event === 'lead.stage_changed') return t('webhooks.stageChanged');
    if (event === 'account.crossing') return t('webhooks.accountCrossing');
    return event === 'lead.erased' ? t('webhooks.erased') : event;
  }
}
