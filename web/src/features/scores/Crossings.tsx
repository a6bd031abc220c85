import { Button, Card, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowNarrowDown, IconArrowNarrowUp, IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dateTime, number, shortDateTime } from '@/lib/format';
import { crossingWord } from '@/lib/words';
import { type Crossing, crossingsQuery, type Subject } from './scores';
import classes from './Crossings.module.css';

const few = 6;

/** Lines that the score crossed, as they were recorded: what the world was told. */
export function Crossings({ subject }: { subject: Subject }) {
  const { t } = useTranslation();
  const [all, { toggle }] = useDisclosure(false);
  const crossings = useQuery(crossingsQuery(subject));
  const found = crossings.data?.toReversed() ?? [];
  if (found.length === 0) return null;
  return (
    <Card mb="md">
      <Group gap="xs" mb={6}>
        <IconBell size={18} stroke={1.7} aria-hidden />
        <Title order={2} size="h5">
          {t('crossing.title')}
        </Title>
      </Group>
      <ol className={classes.list}>
        {(all ? found : found.slice(0, few)).map((crossing) => (
          <Row key={crossing.id} crossing={crossing} />
        ))}
      </ol>
      {found.length > few && (
        <Button variant="subtle" size="compact-sm" mt={4} onClick={toggle} aria-expanded={all}>
          {all ? t('crossing.fewer') : t('crossing.all', { count: found.length })}
        </Button>
      )}
    </Card>
  );
}

function Row({ crossing }: { crossing: Crossing }) {
  const { t } = useTranslation();
  const { kind, direction, to, threshold } = crossing;
  const down = direction === 'down';
  return (
    <li className={classes.crossing}>
      <span className={classes.direction} data-direction={direction} aria-hidden>
        {down ? <IconArrowNarrowDown size={15} /> : <IconArrowNarrowUp size={15} />}
      </span>
      <span className={classes.what}>{crossingWord(t, kind, direction, kind === 'threshold' ? number(threshold ?? 0) : (to ?? '–'))}</span>
      <Text span size="xs" c="dimmed" title={dateTime(crossing.at)}>
        {shortDateTime(crossing.at)}
      </Text>
    </li>
  );
}
