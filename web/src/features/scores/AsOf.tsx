import { Button, Group, Slider, Text } from '@mantine/core';
import { IconClockPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { date, dateTime } from '@/lib/format';

interface Props {
  begin: number;
  now: number;
  end: number;
  at: string | undefined;
  choose: (at: string | undefined) => void;
  /** Stands below the chart, and begins and ends where its axis does. */
  below?: boolean;
}

/** Steps of the slider: fine enough to meet a day in a year. */
const steps = 1000;

/** Goes back in time, or ahead: everything below is shown as of the chosen instant. */
export function AsOf({ begin, now, end, at, choose, below = false }: Props) {
  const { t } = useTranslation();
  const chosen = at ? new Date(at).getTime() : now;
  const [moving, setMoving] = useState(chosen);
  useEffect(() => setMoving(chosen), [chosen]);
  const span = Math.max(1, end - begin);
  const toStep = (instant: number) => Math.round(((instant - begin) / span) * steps);
  const toInstant = (step: number) => begin + (step / steps) * span;
  const isNow = (step: number) => Math.abs(step - toStep(now)) < steps / 100;
  const release = (step: number) => choose(isNow(step) ? undefined : new Date(Math.round(toInstant(step))).toISOString());
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text size="sm" aria-live="polite">
          {t('asOf.asOf')}{' '}
          <Text span fw={600}>
            {at ? dateTime(at) : t('asOf.now')}
          </Text>
          {chosen > now && (
            <Text span c="dimmed">
              {' '}
              · {t('asOf.ahead')}
            </Text>
          )}
        </Text>
        <Button size="compact-sm" variant="light" leftSection={<IconClockPlay size={15} />} onClick={() => choose(undefined)} disabled={!at}>
          {t('asOf.toNow')}
        </Button>
      </Group>
      <Slider
        ml={below ? 34 : 4}
        mr={below ? 8 : 4}
        mb={22}
        min={0}
        max={steps}
        value={toStep(moving)}
        onChange={(step) => setMoving(toInstant(step))}
        onChangeEnd={release}
        label={(step) => (isNow(step) ? t('asOf.now') : date(toInstant(step)))}
        marks={[{ value: toStep(now), label: t('asOf.now') }]}
        thumbLabel={t('asOf.slider')}
        thumbProps={{ 'aria-valuetext': dateTime(moving) }}
      />
    </div>
  );
}
