import { Card, Grid, Stack, Text, Title } from '@mantine/core';
import { IconHourglassEmpty } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Lines, QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { dateTime } from '@/lib/format';
import { AsOf } from './AsOf';
import { Headline } from './Headline';

import { Legend } from './Legend';
import { NextChange } from './NextChange';
import { explanationQuery, historyQuery, type Subject } from './scores';
import { Unknowns } from './Unknowns';
import { Waterfall } from './Waterfall';

const HistoryChart = lazy(() => import('./HistoryChart'));

interface Props {
  subject: Subject;
  firstSeen: string | null;
  /** The instant as of which it is shown; without one, now. */
  at: string | undefined;
  setAt: (at: string | undefined) => void;
  /** The plan's grades and levels, the best first. */
  scale: { grades: string[]; levels: string[] };
  withHistory?: boolean;
}

const day = 86_400_000;

/** One score: what it is, how it came about, when it changes, and what is not known. */
export function ScorePanel({ subject, firstSeen, at, setAt, scale, withHistory = false }: Props) {
  const { t } = useTranslation();
  const [opened] = useState(Date.now);
  const explanation = useQuery(explanationQuery(subject, at));
  const begin = firstSeen ? new Date(firstSeen).getTime() : opened;
  // A look ahead: what becomes of the score if nothing happens.
  const end = opened + Math.min(90 * day, Math.max(14 * day, (opened - begin) * 0.2));
  const to = new Date(end).toISOString();
  const history = useQuery({ ...historyQuery(subject, to), enabled: withHistory });
  return (
    <Stack>
      <Card padding="md">
        {withHistory && <Legend />}
        {withHistory && (
          <Suspense fallback={<Lines count={3} />}>
            <HistoryChart points={history.data} begin={begin} now={opened} end={end} at={at} choose={setAt} scale={scale} />
          </Suspense>
        )}
        <AsOf begin={begin} now={opened} end={end} at={at} choose={setAt} below={withHistory} />
      </Card>
      <QueryState query={explanation}>
        {(explained) =>
          explained === null ? (
            <Card>
              <StateMessage icon={<IconHourglassEmpty />} title={t('score.none')} text={at ? t('score.noneAt', { at: dateTime(at) }) : t('score.noneText')} />
            </Card>
          ) : (
            <Grid>
              <Grid.Col span={{ base: 12, lg: 8 }} order={{ base: 2, lg: 1 }}>
                <Card>
                  <Title order={2} size="h4">
                    {t('score.why')}
                  </Title>
                  <Text size="sm" c="dimmed" mb="md">
                    {t('score.whyText')}
                  </Text>
                  <Waterfall explained={explained} />
                </Card>
              </Grid.Col>
              <Grid.Col span={{ base: 12, lg: 4 }} order={{ base: 1, lg: 2 }}>
                <Stack>
                  <Headline explained={explained} scale={scale} />
                  <NextChange explained={explained} scale={scale} />
                  <Unknowns explained={explained} />
                </Stack>
              </Grid.Col>
            </Grid>
          )
        }
      </QueryState>
    </Stack>
  );
}
