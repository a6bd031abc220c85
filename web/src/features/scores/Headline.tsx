import { Card, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { heatOf, Label } from '@/components/Label';
import { number } from '@/lib/format';
import { verdictWord } from '@/lib/words';
import type { Explained } from './scores';

export function Headline({ explained, scale }: { explained: Explained; scale: { grades: string[]; levels: string[] } }) {
  const { t } = useTranslation();
  return (
    <Card data-testid="headline">
      <Group gap="md" wrap="nowrap">
        {explained.label !== null && <Label size="lg" label={explained.label} heat={heatOf(explained.grade, explained.level, scale.grades, scale.levels)} />}
        <Stack gap={0}>
          <Text fz={34} fw={700} lh={1.1}>
            {number(explained.score)}
            <Text span size="sm" c="dimmed" fw={400} ml={6}>
              {t('score.points', { count: explained.score })}
            </Text>
          </Text>
          <Text fw={600}>{verdictWord(t, explained.verdict)}</Text>
        </Stack>
      </Group>
      <Group grow mt="md" gap="sm">
        <Half name={t('lead.fit')} text={t('score.fitText')} value={explained.fit} color="var(--kelvin-fit)" />
        <Half name={t('lead.engagement')} text={t('score.engagementText')} value={explained.engagement} color="var(--kelvin-engagement)" />
      </Group>
    </Card>
  );
}

function Half({ name, text, value, color }: { name: string; text: string; value: number; color: string }) {
  return (
    <Stack gap={0} pl="sm" style={{ borderLeft: `4px solid ${color}` }}>
      <Text size="sm" fw={600}>
        {name} {number(value)}
      </Text>
      <Text size="xs" c="dimmed">
        {text}
      </Text>
    </Stack>
  );
}
