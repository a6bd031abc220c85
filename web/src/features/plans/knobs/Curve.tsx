import { useTranslation } from 'react-i18next';
import { number } from '@/lib/format';
import type { Decay, KnobGroup } from './knobs';
import classes from './Curve.module.css';

const width = 300;
const height = 84;
const steps = 60;

/** How the points of a rule fade, or grow from band to band. */
export function Curve({ group }: { group: KnobGroup }) {
  const { t } = useTranslation();
  const points = group.knobs.find(({ key }) => key === 'points')?.value ?? (group.bands ? Math.max(...group.bands.map((band) => band.points)) : 1);
  if (group.decay) {
    const { decay } = group;
    const days = spanOf(decay);
    const half = firstDayAtHalf(decay, days);
    return (
      <Picture
        name={t('curve.fades', { half: number(Math.round(half)) })}
        line={Array.from({ length: steps + 1 }, (_, step) => [(step / steps) * days, points * left(decay, (step / steps) * days)])}
        least={Math.min(0, points)}
        most={Math.max(0, points)}
        from={t('curve.now')}
        to={t('curve.days', { days: number(Math.round(days)) })}
        mark={[half, points / 2]}
        markText={t('curve.half', { days: number(Math.round(half)) })}
      />
    );
  }
  if (group.bands && group.bands.length > 1) {
    const { bands } = group;
    const begin = Math.min(0, bands[0]!.from);
    const last = bands.at(-1)!.from;
    const end = last + Math.max(1, (last - begin) * 0.25);
    const line: [number, number][] = [[begin, begin < bands[0]!.from ? 0 : bands[0]!.points]];
    for (const [place, band] of bands.entries()) line.push([band.from, place === 0 ? 0 : bands[place - 1]!.points], [band.from, band.points]);
    line.push([end, bands.at(-1)!.points]);
    const values = bands.map((band) => band.points);
    return <Picture name={t('curve.bands')} line={line} least={Math.min(0, ...values)} most={Math.max(0, ...values)} from={number(begin)} to={number(Math.round(end))} />;
  }
  return null;
}

interface PictureProps {
  name: string;
  line: [number, number][];
  least: number;
  most: number;
  from: string;
  to: string;
  mark?: [number, number];
  markText?: string;
}

function Picture({ name, line, least, most, from, to, mark, markText }: PictureProps) {
  const [begin, end] = [line[0]![0], line.at(-1)![0]];
  const x = (value: number) => ((value - begin) / Math.max(1e-9, end - begin)) * width;
  const y = (value: number) => 6 + (1 - (value - least) / Math.max(1e-9, most - least)) * (height - 12);
  const path = line.map(([across, up]) => `${x(across).toFixed(1)},${y(up).toFixed(1)}`).join(' ');
  return (
    <figure className={classes.figure}>
      <svg viewBox={`0 0 ${width} ${height}`} className={classes.picture} preserveAspectRatio="none" role="img" aria-label={name}>
        <line x1={0} x2={width} y1={y(0)} y2={y(0)} className={classes.zero} />
        <polygon points={`0,${y(0)} ${path} ${width},${y(0)}`} className={classes.area} />
        <polyline points={path} className={classes.line} />
        {mark && <line x1={x(mark[0])} x2={x(mark[0])} y1={y(mark[1])} y2={y(0)} className={classes.mark} />}
      </svg>
      <figcaption className={classes.axis}>
        <span>{from}</span>
        {markText && <span>{markText}</span>}
        <span>{to}</span>
      </figcaption>
    </figure>
  );
}

/** The share that is left after some days. */
function left(decay: Decay, days: number): number {
  if (decay.kind === 'half_life') return 2 ** (-days / Math.max(1e-9, decay.days));
  if (decay.kind === 'linear') return Math.max(0, 1 - days / Math.max(1e-9, decay.days));
  const { lose } = decay as Extract<Decay, { lose: number }>;
  return (1 - Math.min(100, lose) / 100) ** Math.floor(days / Math.max(1e-9, decay.days));
}

/** Days that are drawn: until little is left. */
function spanOf(decay: Decay): number {
  if (decay.kind === 'half_life') return decay.days * 4;
  if (decay.kind === 'linear') return decay.days * 1.1;
  return decay.days * 12;
}

function firstDayAtHalf(decay: Decay, span: number): number {
  for (let step = 0; step <= 1000; step++) if (left(decay, (step / 1000) * span) <= 0.5) return (step / 1000) * span;
  return span;
}
