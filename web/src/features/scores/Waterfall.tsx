import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Chevron } from '@/components/OpeningRow';
import { number, points } from '@/lib/format';
import { RuleEvents } from './RuleEvents';
import type { Explained, Part } from './scores';
import { type Bar, isEmpty, type Side, spanOf, waterfallOf } from './waterfall';
import classes from './Waterfall.module.css';

/** The score as a picture: each named part moves the sum, and opens to the events behind it. */
export function Waterfall({ explained }: { explained: Explained }) {
  const { t } = useTranslation();
  const sides = waterfallOf(explained);
  const span = spanOf(sides);
  const [all, { toggle }] = useDisclosure(false);
  const hidden = sides.reduce((sum, side) => sum + side.bars.filter(isEmpty).length, 0);
  return (
    <div>
      {sides.map((side) =>
        side.side === 'score' ? (
          <SideRows key={side.side} side={side} span={span} all={all} total={t('lead.score')} />
        ) : (
          <SideRows key={side.side} side={side} span={span} all={all} total={side.side === 'fit' ? t('lead.fit') : t('lead.engagement')} />
        ),
      )}
      {hidden > 0 && (
        <Button variant="subtle" size="compact-sm" mt="sm" onClick={toggle} aria-expanded={all}>
          {all ? t('score.hideEmpty') : t('score.showEmpty', { count: hidden })}
        </Button>
      )}
    </div>
  );
}

interface RowsProps {
  side: Side;
  span: { least: number; most: number };
  all: boolean;
  total: string;
}

function SideRows({ side, span, all, total }: RowsProps) {
  return (
    <section className={classes.side} data-side={side.side} aria-label={total}>
      {side.bars
        .filter((bar) => all || !isEmpty(bar))
        .map((bar, place) => (
          <Row key={`${bar.part.kind} ${bar.part.name} ${place}`} bar={bar} side={side.side} span={span} />
        ))}
      <div className={classes.total}>
        <span>{total}</span>
        <span data-testid={`total-${side.side}`}>{number(side.total)}</span>
      </div>
    </section>
  );
}

function Row({ bar, side, span }: { bar: Bar; side: Side['side']; span: RowsProps['span'] }) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const { part, rule } = bar;
  const opens = rule !== undefined;
  const name = nameOf(part);
  const content = (
    <>
      <span className={classes.name}>
        <Chevron open={open} hidden={!opens} />
        <span className={classes.text}>{name}</span>
        {rule?.outcome === 'unknown' && <span className={classes.tag}>{t('rule.unknown')}</span>}
        {rule?.outcome === 'failed' && part.points === 0 && <span className={classes.tag}>{t('rule.failed')}</span>}
      </span>
      <span className={classes.track} aria-hidden>
        <span className={classes.zero} style={{ left: `${share(0, span)}%` }} />
        <span className={classes.bar} data-loss={part.points < 0 || undefined} data-kind={part.kind} data-side={side} style={place(bar, span)} />
      </span>
      <span className={classes.points} data-loss={part.points < 0 || undefined}>
        {points(part.points)}
      </span>
    </>
  );
  if (!opens) return <div className={classes.row}>{content}</div>;
  return (
    <div>
      <button type="button" className={classes.row} aria-expanded={open} onClick={toggle} data-rule={part.name}>
        {content}
      </button>
      <Collapse expanded={open}>{open && <RuleEvents rule={rule} />}</Collapse>
    </div>
  );

  function nameOf({ kind, name: given }: Part): string {
    if (kind === 'rule') return given ?? '';
    if (kind === 'members') return t('part.members');
    if (kind === 'group') return t('part.group', { name: given });
    if (kind === 'ceiling') return t('part.ceiling', { name: given });
    if (kind === 'rounding') return t('part.rounding');
    if (kind === 'side') return t('part.side');
    return t('part.plan');
  }
}

function share(value: number, { least, most }: RowsProps['span']): number {
  return ((value - least) / (most - least)) * 100;
}

function place(bar: Bar, span: RowsProps['span']) {
  const left = share(Math.min(bar.from, bar.to), span);
  const right = share(Math.max(bar.from, bar.to), span);
  return { left: `${left}%`, width: `max(2px, ${right - left}%)` };
}
