import classes from './Label.module.css';

interface Props {
  label: string | null;
  /** From 0, cold, to 1, hot. */
  heat: number;
  size?: 'sm' | 'md' | 'lg';
}

/** A grade and a level, as warm as they are good. */
export function Label({ label, heat, size = 'md' }: Props) {
  return (
    <span className={classes.label} data-size={size} style={heatColors(heat)}>
      {label ?? '–'}
    </span>
  );
}

/** One of five steps from cold to hot, as the theme has colours for them. */
export const heatStep = (heat: number): number => Math.max(0, Math.min(4, Math.round(heat * 4)));

export function heatColors(heat: number) {
  const step = heatStep(heat);
  return { background: `var(--kelvin-heat-${step})`, color: `var(--kelvin-heat-${step}-text)` };
}

/** How hot a grade and a level are among those of their plan, which stand best first. */
export function heatOf(grade: string | null, level: string | null, grades: string[], levels: string[]): number {
  const shares = [share(grade, grades), share(level, levels)].filter((value) => value !== null);
  return shares.length === 0 ? 0 : shares.reduce((sum, value) => sum + value, 0) / shares.length;
}

function share(name: string | null, names: string[]): number | null {
  const place = name === null ? -1 : names.indexOf(name);
  return place < 0 ? null : names.length === 1 ? 1 : 1 - place / (names.length - 1);
}
