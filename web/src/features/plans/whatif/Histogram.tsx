import { useTranslation } from 'react-i18next';
import { number } from '@/lib/format';
import type { Spread } from '../planning';
import classes from './Pictures.module.css';

const width = 320;
const height = 110;

/** How the scores lie, before as an area and after as a line. */
export function Histogram({ before, after }: { before: Spread; after: Spread }) {
  const { t } = useTranslation();
  const bars = Math.max(before.scores.length, after.scores.length);
  const [first] = [before.scores[0] ?? after.scores[0]];
  const last = before.scores.at(-1) ?? after.scores.at(-1);
  if (!first || !last) return null;
  // Seen by the root, or a great many zeros would press all else flat.
  const most = Math.max(1, ...[...before.scores, ...after.scores].map(({ leads }) => Math.sqrt(leads)));
  const x = (place: number) => (place / bars) * width;
  const y = (leads: number) => height - 2 - (Math.sqrt(leads) / most) * (height - 8);
  const outline = after.scores.flatMap(({ leads }, place) => [`${x(place)},${y(leads)}`, `${x(place + 1)},${y(leads)}`]).join(' ');
  return (
    <figure className={classes.figure}>
      <svg viewBox={`0 0 ${width} ${height}`} className={classes.histogram} preserveAspectRatio="none" role="img" aria-label={t('whatIf.averages', { before: number(before.average), after: number(after.average) })}>
        {before.scores.map(({ from, leads }, place) => (
          <rect key={from} x={x(place) + 0.5} width={width / bars - 1} y={y(leads)} height={height - 2 - y(leads)} className={classes.before} />
        ))}
        <polyline points={`0,${height - 2} ${outline} ${width},${height - 2}`} className={classes.after} />
      </svg>
      <figcaption className={classes.axis}>
        <span>{number(first.from)}</span>
        <span>{t('whatIf.averages', { before: number(Math.round(before.average * 10) / 10), after: number(Math.round(after.average * 10) / 10) })}</span>
        <span>{number(last.to)}</span>
      </figcaption>
    </figure>
  );
}

/** What is drawn how. */
export function BeforeAfter() {
  const { t } = useTranslation();
  return (
    <span className={classes.legend}>
      <span className={classes.swatch} data-of="before" aria-hidden /> {t('whatIf.before')}
      <span className={classes.swatch} data-of="after" aria-hidden /> {t('whatIf.after')}
    </span>
  );
}
