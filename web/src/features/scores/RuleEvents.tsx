import { Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime, duration, number, points } from '@/lib/format';
import { shown } from '@/lib/people';
import type { Rule } from './scores';
import classes from './RuleEvents.module.css';

const reasons = ['outsideWindow', 'visitTooShort', 'notTheOneOfItsVisit', 'sameValue', 'dayLimit', 'weekLimit', 'monthLimit', 'lifetimeLimit'] as const;

/** What stands behind one rule's points: the events that count, what each is worth by now, and those that do not count. */
export function RuleEvents({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const events = rule.events ?? [];
  const dropped = rule.dropped ?? [];
  return (
    <div className={classes.events}>
      {rule.operand && (
        <Text size="sm">
          {rule.outcome === 'unknown' ? t('rule.notKnown', { operand: rule.operand }) : t('rule.looksAt', { operand: rule.operand })}
        </Text>
      )}
      {!rule.operand && events.length === 0 && dropped.length === 0 && <Text size="sm">{rule.outcome === 'matched' ? t('rule.holds') : t('rule.nothing')}</Text>}
      {rule.tests && rule.tests.length > 0 && (
        <ul className={classes.tests} aria-label={t('rule.tests')}>
          {rule.tests.map(({ test, value, holds }) => (
            <li key={test} data-holds={holds || undefined}>
              {holds ? <IconCheck size={14} aria-label={t('rule.isMet')} /> : <IconX size={14} aria-label={t('rule.isNotMet')} />}
              <span>
                {test} {value !== null && <span className={classes.value}>({shown(value)})</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {rule.seen && events.length === 0 && <Text size="sm">{t('rule.seen', { named: number(rule.seen.named), machines: number(rule.seen.machines), filtered: number(rule.seen.filtered) })}</Text>}
      {rule.points !== rule.before && <Text size="sm">{t('rule.clamped', { before: points(rule.before), points: points(rule.points) })}</Text>}
      <Events caption={t('rule.counted', { count: events.length })} events={events}>
        {(event) => (
          <td className={classes.worth}>
            {event.points !== null && event.worth !== null && event.points !== 0 && event.points !== event.worth && <span className={classes.was}>{points(event.points)}</span>}
            {event.worth !== null && (event.points === 0 ? number(event.worth) : points(event.worth))}
          </td>
        )}
      </Events>
      <Events caption={t('rule.dropped', { count: dropped.length })} events={dropped} dropped>
        {(event) => <td>{reasonWord(event.reason)}</td>}
      </Events>
    </div>
  );

  function reasonWord(reason: string): string {
    const known = reasons.find((word) => word === reason);
    return known ? t(`dropped.${known}`) : reason;
  }
}

interface EventsProps<E> {
  caption: string;
  /** The oldest first. */
  events: readonly E[];
  /** Whether they do not count. */
  dropped?: boolean;
  /** What is said of each, in the last cell. */
  children: (event: E) => ReactNode;
}

/** Events of a rule with their age, the newest first; nothing if there are none. */
function Events<E extends { messageId: string | null; name: string | null; timestamp: string; ageSeconds: number }>({ caption, events, dropped, children }: EventsProps<E>) {
  const { t } = useTranslation();
  if (events.length === 0) return null;
  return (
    <table className={classes.table} data-dropped={dropped || undefined}>
      <caption>{caption}</caption>
      <tbody>
        {[...events].reverse().map((event, place) => (
          <tr key={event.messageId ?? place}>
            <th scope="row">{event.name}</th>
            <td>
              <time dateTime={event.timestamp} title={dateTime(event.timestamp)}>
                {t('rule.age', { time: duration(event.ageSeconds) })}
              </time>
            </td>
            {children(event)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
