import { Box, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { heatColors, heatOf } from '@/components/Label';
import { number } from '@/lib/format';
import type { LabelCounts } from './labels';
import classes from './LabelMatrix.module.css';

interface Chosen {
  grade?: string;
  level?: string;
}

interface Props {
  counts: LabelCounts;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
}

/** How many leads bear each label: fit downwards, engagement across. A cell narrows the list to its label, a head to its row or column. */
export function LabelMatrix({ counts, chosen, choose }: Props) {
  const { t } = useTranslation();
  const { grades, levels, items } = counts;
  const of = (grade: string | null, level: string | null) =>
    items.filter((item) => (grade === null || item.grade === grade) && (level === null || item.level === level)).reduce((sum, item) => sum + item.count, 0);
  const is = (next: Chosen) => chosen.grade === next.grade && chosen.level === next.level;
  const toggle = (next: Chosen) => choose(is(next) ? {} : next);
  if (grades.length === 0 && levels.length === 0) return null;
  const rows = grades.length > 0 ? grades : [undefined];
  const columns = levels.length > 0 ? levels : [undefined];
  return (
    <Box className={classes.matrix} style={{ gridTemplateColumns: `22px repeat(${columns.length}, minmax(36px, 1fr))` }} role="group" aria-label={t('matrix.name')}>
      <span />
      {columns.map((level) => (
        <Head key={level ?? ''} name={level} on={is({ level })} count={of(null, level ?? null)} toggle={() => toggle({ level })} />
      ))}
      {rows.map((grade) => [
        <Head key={`${grade} head`} name={grade} on={is({ grade })} count={of(grade ?? null, null)} toggle={() => toggle({ grade })} />,
        ...columns.map((level) => {
          const count = of(grade ?? null, level ?? null);
          const on = is({ grade, level });
          return (
            <button
              key={`${grade} ${level}`}
              type="button"
              className={classes.cell}
              data-faint={count === 0 || undefined}
              aria-pressed={on}
              style={heatColors(heatOf(grade ?? null, level ?? null, grades, levels))}
              onClick={() => toggle({ grade, level })}
            >
              <b>{`${grade ?? ''}${level ?? ''}`}</b> <span>{number(count)}</span>
              <VisuallyHidden> {t('matrix.leads', { count })}</VisuallyHidden>
            </button>
          );
        }),
      ])}
      <Text className={classes.axis} size="xs" c="dimmed">
        {t('matrix.axes')}
      </Text>
    </Box>
  );
}

function Head({ name, on, count, toggle }: { name: string | undefined; on: boolean; count: number; toggle: () => void }) {
  const { t } = useTranslation();
  if (name === undefined) return <span />;
  return (
    <button type="button" className={classes.head} aria-pressed={on} onClick={toggle}>
      {name}
      <VisuallyHidden>
        : {number(count)} {t('matrix.leads', { count })}
      </VisuallyHidden>
    </button>
  );
}
