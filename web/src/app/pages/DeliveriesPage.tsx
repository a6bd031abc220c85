import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { AddWebhook } from '@/features/deliveries/AddWebhook';
import { webhooksQuery } from '@/features/deliveries/deliveries';
import { DeliveryList } from '@/features/deliveries/DeliveryList';
import { WebhookCards } from '@/features/deliveries/WebhookCards';
import { plansQuery } from '@/features/plans/plans';

export function DeliveriesPage() {
  const { t } = useTranslation();
  const [adds, adding] = useDisclosure();
  const webhooks = useQuery(webhooksQuery);
  const plans = useQuery(plansQuery);
  return (
    <>
      <PageHead title={t('nav.deliveries')} text={t('deliveries.text')}>
        <Button leftSection={<IconPlus size={17} />} onClick={adding.open}>
          {t('webhooks.add')}
        </Button>
      </PageHead>
      <QueryState query={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <StateMessage icon={<IconWebhook />} title={t('webhooks.none')} text={t('webhooks.noneText')} />
          ) : (
            <>
              <WebhookCards webhooks={items} />
              <DeliveryList webhooks={items} planNames={new Map(plans.data?.items.map((plan) => [plan.plan, plan.name ?? plan.plan]))} />
            </>
          )
        }
      </QueryState>
      <AddWebhook opened={adds} close={adding.close} />
    </>
  );
}
