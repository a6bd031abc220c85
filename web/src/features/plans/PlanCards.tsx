import { Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { Code } from '@/components/Code';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { type Plan, plansQuery } from './plans';
import classes from './PlanCards.module.css';

export function PlanCards() {
  const plans = useQuery(plansQuery);
  return (
    <QueryState query={plans}>
      {({ items }) =>
        items.length === 0 ? (
          <NoPlans />
        ) : (
          <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
            {items.map((plan) => (
              <PlanCard key={plan.plan} plan={plan} />
            ))}
          </SimpleGrid>
        )
      }
    </QueryState>
  );
}

function PlanCard({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <Card className={classes.card}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4" className={classes.name}>
          <Link to="/plans/$planId" params={{ planId: plan.plan }} className={classes.link}>
            {plan.name ?? plan.plan}
          </Link>
        </Title>
        <PlanState active={plan.active} />
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {plan.plan}
      </Text>
      <Group gap="xs" mt="auto">
        <Text size="sm">{plan.kind === 'account' ? t('plans.ofAccounts') : t('plans.ofLeads')}</Text>
        <Text size="sm" c="dimmed">
          · {t('plans.version', { version: plan.version })} · <Ago at={plan.createdAt} />
        </Text>
      </Group>
    </Card>
  );
}

export function PlanState({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge variant={active ? 'filled' : 'default'} color={active ? 'ink' : undefined} tt="none" style={{ flexShrink: 0 }}>
      {active ? t('plans.active') : t('plans.notActive')}
    </Badge>
  );
}

export function NoPlans() {
  const { t } = useTranslation();
  const command = `kelvin plan apply samples/plans/first-plan.yaml --url ${location.origin} --token $KELVIN_TOKEN`;
  return (
    <Stack>
      <StateMessage icon={<IconScale />} title={t('plans.none')} text={t('plans.noneText')}>
        <Code text={command} label={t('plans.command')} wrap />
      </StateMessage>
    </Stack>
  );
}
