import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What the lines of the chart are. */
export function Legend() {
  const { t } = useTranslation();
  const lines = [
    { name: t('lead.score'), color: 'var(--mantine-color-text)', width: 3 },
    { name: t('lead.fit'), color: 'var(--kelvin-fit)', width: 2 },
    { name: t('lead.engagement'), color: 'var(--kelvin-engagement)', width: 2 },
  ];
  return (
    <Group justify="space-between" gap="xs" mb={2} pl={4} pr={8}>
      <Text component="h2" fw={650} size="md">
        {t('score.overTime')}
      </Text>
      <Group gap="md">
        {lines.map(({ name, color, width }) => (
          <Group key={name} gap={6} wrap="nowrap">
            <span aria-hidden style={{ width: 16, borderTop: `${width}px solid ${color}` }} />
            <Text size="xs" c="dimmed">
              {name}
            </Text>
          </Group>
        ))}
      </Group>
    </Group>
  );
}
