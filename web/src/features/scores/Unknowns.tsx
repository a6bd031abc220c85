import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { points } from '@/lib/format';
import type { Explained } from './scores';

/** What is not known about the lead, and what knowing it could be worth. */
export function Unknowns({ explained }: { explained: Explained }) {
  const { t } = useTranslation();
  if (explained.unknowns.length === 0) return null;
  return (
    <Card data-testid="unknowns">
      <Group gap="xs" mb="xs">
        <IconHelpCircle size={18} stroke={1.7} aria-hidden />
        <Title order={2} size="h5">
          {t('unknowns.title')}
        </Title>
      </Group>
      <Stack gap="xs">
        {explained.unknowns.map(({ rule, operand, least, most }) => (
          <Group key={rule} justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Text size="sm" fw={600}>
                {operand}
              </Text>
              <Text size="xs" c="dimmed">
                {rule}
              </Text>
            </div>
            <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
              {t('unknowns.between', { least: bound(least), most: bound(most) })}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

function bound(value: number | null): string {
  return value === null ? '∞' : points(value);
}
