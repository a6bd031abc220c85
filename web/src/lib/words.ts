import type { TFunction } from 'i18next';

const verdicts = ['ready', 'nurture', 'discard', 'drop'] as const;

/** The usual verdicts in the reader's language; a company's own as it wrote them. */
export function verdictWord(t: TFunction, verdict: string | null | undefined): string {
  if (!verdict) return '';
  const known = verdicts.find((word) => word === verdict);
  return known ? t(`verdict.${known}`) : verdict;
}
