import { Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { heatOf, Label } from '@/components/Label';
import { number } from '@/lib/format';
import { companyOf, nameOf } from '@/lib/people';
import { verdictWord } from '@/lib/words';
import type { LabelCounts } from './labels';
import type { Lead, LeadScore } from './leads';
import classes from './LeadTable.module.css';

interface Props {
  leads: Lead[];
  plan: string;
  scale: Pick<LabelCounts, 'grades' | 'levels'>;
  lowestFirst: boolean;
  turn: () => void;
  hasMore: boolean;
  more: () => void;
}

const rowHeight = 60;
const features = tableFeatures({});

/** The leads in the order of their scores. Only the rows in sight are in the document. */
export function LeadTable({ leads, plan, scale, lowestFirst, turn, hasMore, more }: Props) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const columns = useMemo<ColumnDef<typeof features, Lead>[]>(
    () => [
      { id: 'lead', header: t('lead.lead'), cell: ({ row }) => <Who lead={row.original} plan={plan} /> },
      { id: 'label', header: t('lead.label'), cell: ({ row }) => <LabelCell score={scoreOf(row.original, plan)} scale={scale} /> },
      { id: 'score', header: t('lead.score'), cell: ({ row }) => <ScoreCell score={scoreOf(row.original, plan)} /> },
      { id: 'fit', header: t('lead.fit'), cell: ({ row }) => <Count value={scoreOf(row.original, plan)?.fit} /> },
      { id: 'engagement', header: t('lead.engagement'), cell: ({ row }) => <Count value={scoreOf(row.original, plan)?.engagement} /> },
      { id: 'verdict', header: t('lead.verdict'), cell: ({ row }) => <span className={classes.faint}>{verdictWord(t, scoreOf(row.original, plan)?.verdict)}</span> },
      { id: 'account', header: t('lead.account'), cell: ({ row }) => <span className={classes.cut}>{companyOf(row.original)}</span> },
      { id: 'lastSeen', header: t('lead.lastSeen'), cell: ({ row }) => <span className={classes.faint}><Ago at={row.original.lastSeen} /></span> },
    ],
    [t, plan, scale],
  );
  const table = useTable({ features, columns, data: leads, getRowId: (lead) => lead.id });
  const rows = table.getRowModel().rows;
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => rowHeight, overscan: 12, scrollMargin: frame.current?.offsetTop ?? 0, getItemKey: (index) => rows[index]!.id });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) more();
  }, [hasMore, last, rows.length, more]);
  return (
    <div role="table" aria-label={t('nav.leads')} aria-rowcount={hasMore ? -1 : rows.length + 1} className={classes.table} onKeyDown={walk}>
      <div role="rowgroup">
        {table.getHeaderGroups().map((group) => (
          <div key={group.id} role="row" className={classes.headRow}>
            {group.headers.map((header) => (
              <div key={header.id} role="columnheader" className={classes.cell} data-column={header.id} aria-sort={header.id === 'score' ? (lowestFirst ? 'ascending' : 'descending') : undefined}>
                {header.id === 'score' ? (
                  <button type="button" className={classes.sort} onClick={turn}>
                    <table.FlexRender header={header} />
                    {lowestFirst ? <IconArrowUp size={14} /> : <IconArrowDown size={14} />}
                  </button>
                ) : (
                  <table.FlexRender header={header} />
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
      <div role="rowgroup" ref={frame} className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]!;
          return (
            <div key={row.id} role="row" aria-rowindex={item.index + 2} className={classes.row} style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}>
              {row.getAllCells().map((cell) => (
                <div key={cell.id} role="cell" className={classes.cell} data-column={cell.column.id}>
                  <table.FlexRender cell={cell} />
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Who({ lead, plan }: { lead: Lead; plan: string }) {
  const { t } = useTranslation();
  const name = nameOf(lead);
  const second = [lead.email, lead.userId, lead.anonymousIds[0]].find((text) => text && text !== name);
  return (
    <div className={classes.who}>
      <Link to="/leads/$leadId" params={{ leadId: lead.id }} search={{ plan }} className={classes.link} data-row-link>
        {name ?? t('lead.visitor')}
      </Link>
      <Text size="xs" c="dimmed" truncate>
        {second}
      </Text>
    </div>
  );
}

function LabelCell({ score, scale }: { score: LeadScore | undefined; scale: Props['scale'] }) {
  return <Label label={score?.label ?? null} heat={heatOf(score?.grade ?? null, score?.level ?? null, scale.grades, scale.levels)} />;
}

/** Renewed when it changes, so that the change is seen. */
function ScoreCell({ score }: { score: LeadScore | undefined }) {
  return (
    <b key={score?.score} className={classes.score}>
      {score ? number(score.score) : '–'}
    </b>
  );
}

function Count({ value }: { value: number | undefined }) {
  return <span className={classes.faint}>{value === undefined ? '–' : number(value)}</span>;
}

function scoreOf(lead: Lead, plan: string): LeadScore | undefined {
  return lead.scores.find((score) => score.plan === plan);
}

/** The arrow keys go from lead to lead, as in any list. */
function walk(event: KeyboardEvent<HTMLDivElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const place = links.indexOf(document.activeElement as HTMLElement);
  const next = links[place + (event.key === 'ArrowDown' ? 1 : -1)];
  if (place < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
