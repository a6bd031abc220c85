import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from './changes';
import classes from './Changes.module.css';

/** The differences of two versions, one rule after another, as people say them. */
export function Changes({ items }: { items: Change[] }) {
  const { t } = useTranslation();
  if (items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('changes.none')}
      </Text>
    );
  const groups = Map.groupBy(items, ({ kind, name }) => `${kind} ${name}`);
  return (
    <ul className={classes.changes} aria-label={t('changes.title')}>
      {[...groups.entries()].map(([id, changes]) => (
        <li key={id} className={classes.group}>
          <span className={classes.name}>{changes[0]!.name ?? t(`changes.kind.${known(changes[0]!.kind)}`)}</span>
          <span className={classes.parts}>
            {changes.map((change) => (
              <span key={`${change.path} ${change.key} ${change.change}`} className={classes.part} data-change={change.change}>
                {partOf(change)}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );

  function partOf({ change, key, from, to }: Change): string {
    const what = key ?? '';
    if (change === 'changed') return t('changes.changed', { key: what, from: from ?? '–', to: to ?? '–' }).trim();
    if (change === 'added') return key ? t('changes.keyAdded', { key, to: to ?? '' }) : t('changes.added');
    if (change === 'removed') return key ? t('changes.keyRemoved', { key, from: from ?? '' }) : t('changes.removed');
    return t('changes.moved');
  }
}

const kinds = ['plan', 'side', 'rule', 'group', 'ceiling', 'grade', 'level', 'verdict', 'stage', 'threshold', 'members', 'role'] as const;

const known = (kind: string) => kinds.find((word) => word === kind) ?? 'plan';
