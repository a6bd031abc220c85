import { Button, Card, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowNarrowDown, IconArrowNarrowUp } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { Lines } from '@/components/QueryState';
import { FaultMessage } from '@/components/StateMessage';
import { number } from '@/lib/format';
import { StageMove } from './StageMove';
import { movesQuery, type Recorded } from './stages';
import classes from './Moves.module.css';

/** The lead's way through the funnel: where it stands, how it came there, and moving it on. */
export function Moves({ leadId, stage, planNames }: { leadId: string; stage: string | null; planNames: Map<string, string> }) {
  const { t } = useTranslation();
  const [moves, moving] = useDisclosure();
  const way = useInfiniteQuery(movesQuery(leadId));
  const found = way.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card mb="md">
      <Group justify="space-between" mb={found.length > 0 ? 'xs' : 0}>
        <Title order={2} size="h4">
          {t('stage.title')}
        </Title>
        <Button size="xs" variant="light" onClick={moving.open}>
          {t('stage.move')}
        </Button>
      </Group>
      {way.error && !way.data && <FaultMessage error={way.error} again={() => void way.refetch()} />}
      {way.isPending && <Lines count={2} />}
      {way.data && found.length === 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {stage ?? t('stage.none')}
        </Text>
      )}
      <ol className={classes.list}>
        {found.map((move) => (
          <li key={move.id} className={classes.move}>
            <span className={classes.direction} data-direction={move.direction} aria-hidden>
              {move.direction === 'down' ? <IconArrowNarrowDown size={15} /> : <IconArrowNarrowUp size={15} />}
            </span>
            <div>
              <b>{move.to ?? '–'}</b> <span className={classes.faint}>{move.from && t('stage.from', { stage: move.from })}</span>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                <Ago at={move.at} /> · {causeOf(move)}
              </Text>
              {move.reason && (
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {t('stage.quoted', { reason: move.reason })}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ol>
      {way.hasNextPage && (
        <Button size="xs" variant="subtle" mt="xs" loading={way.isFetchingNextPage} onClick={() => void way.fetchNextPage()}>
          {t('stage.more')}
        </Button>
      )}
      <StageMove leadId={leadId} stage={stage} opened={moves} close={moving.close} />
    </Card>
  );

  function causeOf(move: Recorded): string {
    const plan = move.plan ? (planNames.get(move.plan) ?? move.plan) : '';
    if (move.cause === 'person') return t('stage.byPerson', { by: move.by ?? '' });
    if (move.cause === 'event') return t('stage.byEvent', { event: move.event ?? '' });
    const score = move.score ? number(move.score.score) : '–';
    return move.cause === 'fell' ? t('stage.byFall', { plan, score }) : t('stage.byScore', { plan, score });
  }
}
