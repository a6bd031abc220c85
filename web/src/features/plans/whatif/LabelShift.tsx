import { useTranslation } from 'react-i18next';
import { heatColors, heatOf } from '@/components/Label';
import { number, points } from '@/lib/format';
import type { Spread } from '../planning';
import classes from './LabelShift.module.css';

/** How many have each label, and how that would change. */
export function LabelShift({ before, after }: { before: Spread; after: Spread }) {
  const { t } = useTranslation();
  const all = [...after.labels, ...before.labels];
  const grades = [...new Set(all.map(({ grade }) => grade))].filter((grade) => grade !== null);
  const levels = [...new Set(all.map(({ level }) => level))].filter((level) => level !== null);
  if (grades.length === 0 && levels.length === 0) return null;
  const rows = grades.length > 0 ? grades : [null];
  const columns = levels.length > 0 ? levels : [null];
  const count = (spread: Spread, grade: string | null, level: string | null) => spread.labels.filter((label) => label.grade === grade && label.level === level).reduce((sum, { leads }) => sum + leads, 0);
  return (
    <div className={classes.frame} tabIndex={0} role="group" aria-label={t('whatIf.labels')}>
      <table className={classes.table} aria-label={t('whatIf.labels')}>
        <thead>
          <tr>
            <td />
            {columns.map((level) => (
              <th key={level} scope="col">
                {level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((grade) => (
            <tr key={grade}>
              <th scope="row">{grade}</th>
              {columns.map((level) => {
                const [was, is] = [count(before, grade, level), count(after, grade, level)];
                return (
                  <td key={level} className={classes.cell} style={was + is > 0 ? heatColors(heatOf(grade, level, grades, levels)) : undefined} title={`${grade ?? ''}${level ?? ''}: ${number(was)} → ${number(is)}`}>
                    <span>{number(is)}</span>
                    {is !== was && <span className={classes.change}>{points(is - was)}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
