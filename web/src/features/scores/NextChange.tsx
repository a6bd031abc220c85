import { Card, Group, Text, Title } from '@mantine/core';
import { IconArrowRight, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { heatOf, Label } from '@/components/Label';
import { dateTime, number } from '@/lib/format';
import type { Explained } from './scores';

/** When the score changes if nothing happens, and what it is then. */
export function NextChange({ explained, scale }: { explained: Explained; scale: { grades: string[]; levels: string[] } }) {
  const { t } = useTranslation();
  const { nextChangeAt: at, nextChange: then } = explained;
  return (
    <Card data-testid="next-change">
      <Group gap="xs" mb={6}>
        <IconClock size={18} stroke={1.7} aria-hidden />
        <Title order={2} size="h5">
          {t('next.title')}
        </Title>
      </Group>
      {at === null ? (
        <Text size="sm">{t('next.never')}</Text>
      ) : (
        <>
          <Text size="sm">
            <Text span fw={600}>
              <Ago at={at} />
            </Text>
            , {dateTime(at)}
          </Text>
          {then ? (
            <Group gap="xs" mt="sm">
              <Text fw={600}>{number(explained.score)}</Text>
              {explained.label !== null && <Label size="sm" label={explained.label} heat={heatOf(explained.grade, explained.level, scale.grades, scale.levels)} />}
              <IconArrowRight size={16} aria-hidden />
              <Text fw={600}>{number(then.score)}</Text>
              {then.label !== null && <Label size="sm" label={then.label} heat={heatOf(then.grade, then.level, scale.grades, scale.levels)} />}
            </Group>
          ) : (
            <Text size="sm" mt="sm">
              {t('next.gone')}
            </Text>
          )}
        </>
      )}
      <Text size="xs" c="dimmed" mt="sm">
        {t('next.ifNothing')}
      </Text>
    </Card>
  );
}
