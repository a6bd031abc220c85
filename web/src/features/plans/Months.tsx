import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { heatColors } from '@/components/Label';
import { date, number } from '@/lib/format';
import type { HealthView } from './Health';
import classes from './Health.module.css';

const width = 320;
const height = 120;

/** Scores by month: the middle lead and the best tenth, and the share of leads in each band. */
export function Months({ months }: { months: HealthView['months'] }) {
  const { t } = useTranslation();
  if (months.length < 2)
    return (
      <Text size="sm" c="dimmed">
        {t('health.tooNew')}
      </Text>
    );
  const most = Math.max(1, ...months.map(({ p90 }) => p90));
  const least = Math.min(0, ...months.map(({ median }) => median));
  const x = (place: number) => (place / (months.length - 1)) * width;
  const y = (value: number) => 4 + (1 - (value - least) / (most - least)) * (height - 8);
  const line = (pick: (month: HealthView['months'][number]) => number) => months.map((month, place) => `${x(place).toFixed(1)},${y(pick(month)).toFixed(1)}`).join(' ');
  const [first, last] = [months[0]!, months.at(-1)!];
  const labels = [...new Set(months.flatMap((month) => month.labels.map(({ label }) => label)))].filter((label) => label !== null).sort();
  const heat = (place: number) => heatColors(labels.length < 2 ? 1 : 1 - place / (labels.length - 1)).background;
  const bar = width / months.length;
  return (
    <div>
      <svg viewBox={`0 0 ${width} ${height}`} className={classes.months} preserveAspectRatio="none" role="img" aria-label={t('health.monthsText', { from: number(first.median), to: number(last.median) })}>
        <polyline points={line(({ p90 }) => p90)} className={classes.high} />
        <polyline points={line(({ median }) => median)} className={classes.median} />
      </svg>
      <div className={classes.axis}>
        <span>{date(first.at)}</span>
        <span>{t('health.monthsText', { from: number(first.median), to: number(last.median) })}</span>
        <span>{date(last.at)}</span>
      </div>
      {labels.length > 0 && (
        <>
          <svg viewBox={`0 0 ${width} 100`} className={classes.stack} preserveAspectRatio="none" role="img" aria-label={t('health.bands')}>
            {months.map((month, place) => {
              const all = Math.max(1, month.labels.reduce((sum, { leads }) => sum + leads, 0));
              let top = 0;
              return labels.map((label, step) => {
                const size = ((month.labels.find((one) => one.label === label)?.leads ?? 0) / all) * 100;
                const begin = top;
                top += size;
                return <rect key={`${month.at} ${label}`} x={place * bar + 1} width={bar - 2} y={begin} height={size} style={{ fill: heat(step) }} />;
              });
            })}
          </svg>
          <div className={classes.key}>
            {labels.map((label, step) => (
              <span key={label}>
                <i style={{ background: heat(step) }} />
                {label}
              </span>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
