import type { TFunction } from 'i18next';
import type { Knob, KnobGroup } from './knobs';

/** What a number of the plan is called. */
export function knobWord(t: TFunction, { key, of }: Pick<Knob, 'key' | 'of'>): string {
  if (key === 'band') return t('knob.band', { from: of });
  if (key === 'value' || key === 'grade' || key === 'level' || key === 'weight') return t(`knob.${key}`, { name: of });
  if (key === 'limit') return t('knob.limit', { per: of === 'day' || of === 'week' || of === 'month' ? t(`knob.per.${of}`) : of });
  if (key === 'score' && of === 'below') return t('knob.below');
  return t(`knob.${key}`);
}

/** A group is called by its name in the plan, or by what it is. */
export function groupWord(t: TFunction, { kind, name }: Pick<KnobGroup, 'kind' | 'name'>): string {
  if (kind === 'rule') return name ?? t('knobs.rule');
  if (kind === 'group') return t('knobs.group', { name });
  if (kind === 'ceiling') return t('knobs.ceiling', { name });
  if (kind === 'role') return t('knobs.role', { name });
  if (kind === 'stages') return t('knobs.stage', { name });
  return t(`knobs.${kind}`);
}

export const unitWord = (t: TFunction, unit: string): string => (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? t(`knob.unit.${unit}`) : unit);
