import { Button, Group, NumberInput, Progress, SegmentedControl, Text } from '@mantine/core';
import { useDebouncedValue, useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { date, number } from '@/lib/format';
import { type WeekCount, type Weeks as Counted, weeksQuery } from '../planning';
import { BeforeAfter } from './Histogram';
import classes from './Pictures.module.css';

const width = 320;
const height = 130;

interface Props {
  plan: string;
  draft: string;
  /** Puts a stage's score to this. */
  setStage: (stage: string, score: number) => void;
}

/** How many reach a stage in a week, against how many sales can take. */
export function Weeks({ plan, draft, setStage }: Props) {
  const { t } = useTranslation();
  const [capacity, setCapacity] = useLocalStorage<number | ''>({ key: 'kelvin.capacity', defaultValue: '' });
  const [soon] = useDebouncedValue(capacity, 500);
  const [slow] = useDebouncedValue(draft, 500);
  const [wanted, setWanted] = useState<string>();
  const weeks = useQuery(weeksQuery(plan, slow, soon === '' ? undefined : soon)).data;
  const counted = weeks && 'weeks' in weeks ? weeks : null;
  const stages = counted ? [...new Set(counted.weeks.flatMap(({ before, after }) => [...before, ...after].map(({ stage }) => stage)))] : [];
  const stage = wanted !== undefined && stages.includes(wanted) ? wanted : stages[0];
  const advice = counted?.thresholds.find((one) => one.stage === stage && one.score !== null);
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        {stages.length > 1 && stage !== undefined ? <SegmentedControl size="xs" data={stages} value={stage} onChange={setWanted} aria-label={t('whatIf.stage')} /> : <span />}
        <BeforeAfter />
      </Group>
      {counted && stage !== undefined && <Picture counted={counted} stage={stage} capacity={soon === '' ? null : soon} />}
      {counted && stage === undefined && (
        <Text size="sm" c="dimmed">
          {t('whatIf.noStages')}
        </Text>
      )}
      {!counted && <Progress value={weeks && 'state' in weeks ? (weeks.done / Math.max(1, weeks.total)) * 100 : 100} animated aria-label={t('whatIf.counting')} />}
      {counted && !counted.exact && <Progress size="xs" mt={4} value={(counted.done / Math.max(1, counted.total)) * 100} aria-label={t('whatIf.counting')} />}
      <Group gap="sm" mt="xs" align="center">
        <NumberInput size="xs" w={170} value={capacity} onChange={(value) => setCapacity(typeof value === 'number' && value > 0 ? Math.round(value) : '')} min={1} placeholder="40" label={t('whatIf.capacity')} hideControls />
        {advice && soon !== '' && (
          <Group gap="xs" mt={20}>
            <Text size="sm">{t('whatIf.advice', { stage: advice.stage, score: number(advice.score!), average: number(Math.round((advice.average ?? 0) * 10) / 10) })}</Text>
            <Button size="compact-xs" variant="light" onClick={() => setStage(advice.stage, advice.score!)}>
              {t('whatIf.take')}
            </Button>
          </Group>
        )}
      </Group>
    </div>
  );
}

function Picture({ counted, stage, capacity }: { counted: Counted; stage: string; capacity: number | null }) {
  const { t } = useTranslation();
  const of = (counts: WeekCount[]) => counts.find((count) => count.stage === stage)?.leads ?? 0;
  const bars = counted.weeks.map(({ from, before, after }) => ({ from, before: of(before), after: of(after) }));
  const most = Math.max(1, capacity ?? 0, ...bars.flatMap(({ before, after }) => [before, after])) * 1.08;
  const step = width / Math.max(1, bars.length);
  const y = (leads: number) => height - (leads / most) * height;
  const average = (pick: (bar: (typeof bars)[number]) => number) => bars.reduce((sum, bar) => sum + pick(bar), 0) / Math.max(1, bars.length);
  const text = t('whatIf.aWeek', { stage, before: number(Math.round(average((bar) => bar.before) * 10) / 10), after: number(Math.round(average((bar) => bar.after) * 10) / 10) });
  return (
    <figure className={classes.figure} data-testid="weeks">
      <svg viewBox={`0 0 ${width} ${height}`} className={classes.weeks} preserveAspectRatio="none" role="img" aria-label={text}>
        {bars.map(({ from, before, after }, place) => (
          <g key={from}>
            <title>{`${date(from)}: ${number(before)} → ${number(after)}`}</title>
            <rect x={place * step + step * 0.12} width={step * 0.34} y={y(before)} height={height - y(before)} className={classes.before} />
            <rect x={place * step + step * 0.52} width={step * 0.34} y={y(after)} height={height - y(after)} className={classes.bar} data-inexact={!counted.exact || undefined} />
          </g>
        ))}
        {capacity !== null && <line x1={0} x2={width} y1={y(capacity)} y2={y(capacity)} className={classes.capacity} />}
      </svg>
      <figcaption className={classes.axis}>
        <span>{bars[0] ? date(bars[0].from) : ''}</span>
        <span>{text}</span>
        <span>{bars.at(-1) ? date(bars.at(-1)!.from) : ''}</span>
      </figcaption>
    </figure>
  );
}
