import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { number, points } from '@/lib/format';
import { verdictWord } from '@/lib/words';
import type { Move, MoveBy, Mover, Preview, Shown } from '../planning';
import classes from './Movers.module.css';

const kinds = ['label', 'stage', 'verdict'] as const satisfies MoveBy[];
const step = 20;

/** What rounding does tells nobody anything. */
const isRule = ({ kind }: Mover['reasons'][number]) => kind !== 'rounding';

interface Props {
  preview: Preview;
  plan: string;
  shown: Shown;
  show: (next: Partial<Shown>) => void;
}

/** Who would move from which band to which, and why. */
export function Movers({ preview, plan, shown, show }: Props) {
  const { t } = useTranslation();
  const moves = [...preview.moves].sort((one, other) => other.leads - one.leads).slice(0, 12);
  const name = (band: string | null) => (band === null ? t('whatIf.noBand') : shown.by === 'verdict' ? verdictWord(t, band) : band);
  const isShown = (move: Move) => shown.move?.from === move.from && shown.move?.to === move.to;
  return (
    <div>
      <Group justify="space-between" gap="xs" mb="xs">
        <Text size="sm" c="dimmed" aria-live="polite">
          {t('whatIf.moved', { count: preview.moved, shown: number(preview.moved) })}
        </Text>
        <SegmentedControl size="xs" data={kinds.map((value) => ({ value, label: t(`whatIf.by.${value}`) }))} value={shown.by} onChange={(value) => show({ by: value as MoveBy, move: null, many: step })} aria-label={t('whatIf.who')} />
      </Group>
      {moves.length > 0 && (
        <Group gap={6} mb="sm">
          {moves.map((move) => (
            <Button
              key={`${move.from} ${move.to}`}
              size="compact-sm"
              variant={isShown(move) ? 'filled' : 'default'}
              aria-pressed={isShown(move)}
              onClick={() => show({ move: isShown(move) ? null : { from: move.from, to: move.to }, many: step })}
            >
              {name(move.from)} <IconArrowRight size={13} aria-label={t('whatIf.to')} /> {name(move.to)}
              <span className={classes.many}>{number(move.leads)}</span>
            </Button>
          ))}
        </Group>
      )}
      <ul className={classes.list} aria-label={t('whatIf.who')}>
        {preview.movers.map((mover) => (
          <li key={mover.leadId} className={classes.mover} data-testid="mover">
            <div className={classes.who}>
              <AnchorLink to="/leads/$leadId" params={{ leadId: mover.leadId }} search={{ plan }} size="sm" fw={600}>
                {mover.email ?? mover.userId ?? t('lead.visitor')}
              </AnchorLink>
              <span className={classes.scores}>
                {bandOf(mover, 'before')} <IconArrowRight size={13} aria-label={t('whatIf.to')} /> <b>{bandOf(mover, 'after')}</b>
              </span>
            </div>
            {mover.reasons.some(isRule) && (
              <div className={classes.reasons}>
                {mover.reasons.filter(isRule).map(({ name: rule, kind, before, after }, place) => (
                  <span key={place}>
                    {rule ?? kind} {points(before)} → {points(after)}
                  </span>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      {preview.movers.length >= shown.many && (
        <Button size="xs" variant="subtle" mt="xs" onClick={() => show({ many: shown.many + 2 * step })}>
          {t('whatIf.more')}
        </Button>
      )}
    </div>
  );

  function bandOf(mover: Mover, when: 'before' | 'after'): string {
    const score = mover[when];
    if (score === null) return t('whatIf.noBand');
    return [score.label, number(score.score)].filter((part) => part !== null).join(' · ');
  }
}
