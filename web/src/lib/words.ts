import type { TFunction } from 'i18next';

const verdicts = ['ready', 'nurture', 'discard', 'drop'] as const;

/** The usual verdicts in the reader's language; a company's own as it wrote them. */
export function verdictWord(t: TFunction, verdict: string | null | undefined): string {
  if (!verdict) return '';
  const known = verdicts.find((word) => word === verdict);
  return known ? t(`verdict.${known}`) : verdict;
}

/** What a crossing says, in a few words: "SQL reached", "below 50". */
export function crossingWord(t: TFunction, kind: string, direction: string, line: string): string {
  const up = direction !== 'down';
  switch (kind) {
    case 'stage':
      return up ? t('crossing.stage', { line }) : t('crossing.stageBack', { line });
    case 'grade':
      return t('crossing.grade', { line });
    case 'level':
      return t('crossing.level', { line });
    case 'verdict':
      return t('crossing.verdict', { line: verdictWord(t, line) });
    default:
      return up ? t('crossing.above', { line }) : t('crossing.below', { line });
  }
}
