import type { TFunction } from 'i18next';
import { crossingWord } from '@/lib/words';
import type { Attempt, Delivery } from './deliveries';

/** What a message tells the world, in a few words: "SQL reached", "below 50". */
export function messageWord(t: TFunction, { type, kind, direction, line }: Pick<Delivery, 'type' | 'kind' | 'direction' | 'line'>): string {
  if (type === 'ping') return t('deliveries.ping');
  if (type === 'lead.erased') return t('deliveries.erased');
  return kind ? crossingWord(t, kind, direction ?? 'up', line ?? '') : type;
}

export function outcomeWord(t: TFunction, outcome: Attempt['outcome']): string {
  return t(`outcome.${outcome}`);
}
