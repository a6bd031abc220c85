import { Card, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Lines } from '@/components/QueryState';
import { FaultMessage } from '@/components/StateMessage';
import { number } from '@/lib/format';
import { type Preview, previewQuery, type Shown, warmUp } from '../planning';
import { BeforeAfter, Histogram } from './Histogram';
import { LabelShift } from './LabelShift';
import { Movers } from './Movers';

interface Props {
  plan: string;
  draft: string;
  changed: boolean;
}

/** What the draft would do to everyone, beside what the plan does now. */
export function WhatIf({ plan, draft, changed }: Props) {
  const { t } = useTranslation();
  const [soon] = useDebouncedValue(draft, 120, { leading: true });
  const [shown, setShown] = useState<Shown>({ by: 'label', move: null, many: 20 });
  useEffect(() => void warmUp(plan), [plan]);
  const answer = useQuery(previewQuery(plan, soon, shown));
  // While the text is not a valid plan, what was last known stays in sight.
  const last = useRef<Preview>(null);
  if (answer.data && 'after' in answer.data) last.current = answer.data;
  const preview = last.current;
  if (answer.error && !preview) return <FaultMessage error={answer.error} again={() => void answer.refetch()} />;
  if (answer.data && 'state' in answer.data && !preview)
    return (
      <Card role="status">
        <Text size="sm" mb="xs">
          {t('whatIf.warming', { done: number(answer.data.done), total: number(answer.data.total) })}
        </Text>
        <Progress value={(answer.data.done / Math.max(1, answer.data.total)) * 100} animated aria-label={t('whatIf.title')} />
      </Card>
    );
  if (!preview) return <Lines count={6} />;
  return (
    <Stack gap="sm" data-testid="what-if" data-stale={answer.data === null || answer.isPlaceholderData || undefined}>
      <Group gap="lg" align="baseline">
        <Text size="xl" fw={650} data-testid="changed">
          {t('whatIf.changed', { count: preview.changed, shown: number(preview.changed) })}
        </Text>
        <Text size="sm" c="dimmed">
          {changed ? t('whatIf.took', { leads: number(preview.leads), time: number(Math.round(preview.milliseconds)) }) : t('whatIf.nothing')}
        </Text>
      </Group>
      <Section title={t('whatIf.scores')} aside={<BeforeAfter />}>
        <Histogram before={preview.before} after={preview.after} />
      </Section>
      {preview.after.labels.some(({ label }) => label !== null) && (
        <Section title={t('whatIf.labels')}>
          <LabelShift before={preview.before} after={preview.after} />
        </Section>
      )}
      {(changed || preview.moved > 0) && (
        <Section title={t('whatIf.who')}>
          <Movers preview={preview} plan={plan} shown={shown} show={(next) => setShown((now) => ({ ...now, ...next }))} />
        </Section>
      )}
    </Stack>
  );
}

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Card padding="md" component="section" aria-label={title}>
      <Group justify="space-between" mb={6} gap="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Card>
  );
}
