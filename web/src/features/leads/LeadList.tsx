import { Badge, Button, Card, Chip, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { IconFilterOff, IconGridDots, IconSearch, IconUserSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Lines } from '@/components/QueryState';
import { FaultMessage, StateMessage } from '@/components/StateMessage';
import { number } from '@/lib/format';
import { verdictWord } from '@/lib/words';
import { LabelMatrix } from './LabelMatrix';
import { LeadTable } from './LeadTable';
import { labelsQuery } from './labels';
import { leadsQuery, type LeadFilter } from './leads';
import classes from './LeadList.module.css';

interface Props {
  filter: LeadFilter;
  plans: { plan: string; name: string | null }[];
  change: (filter: Partial<LeadFilter>) => void;
  /** What to show when nobody was ever seen. */
  empty: ReactNode;
  /** Who looks is a user, who may have leads of their own. */
  withOwn: boolean;
}

const noScale = { grades: [] as string[], levels: [] as string[] };

export function LeadList({ filter, plans, change, empty, withOwn }: Props) {
  const { t } = useTranslation();
  const leads = useInfiniteQuery(leadsQuery(filter));
  const labels = useQuery(labelsQuery(filter.plan));
  const found = useMemo(() => leads.data?.pages.flatMap((page) => page.items) ?? [], [leads.data]);
  const narrowed = Boolean(filter.q || filter.grade || filter.level || filter.verdict || filter.stage !== undefined || filter.owner);
  const all = labels.data?.items.reduce((sum, item) => sum + item.count, 0);
  const clear = () => change({ q: undefined, grade: undefined, level: undefined, verdict: undefined, stage: undefined, owner: undefined });

  return (
    <div className={classes.page}>
      <aside className={classes.side}>
        <Side filter={filter} plans={plans} change={change} />
      </aside>
      <Stack gap="sm" miw={0}>
        <Group gap="sm">
          <Search text={filter.q} search={(q) => change({ q })} />
          {withOwn && (
            <Chip size="sm" checked={filter.owner === 'me'} onChange={(mine) => change({ owner: mine ? 'me' : undefined })}>
              {t('leads.mine')}
            </Chip>
          )}
          {filter.stage !== undefined && (
            <Badge size="lg" variant="light" tt="none" data-testid="stage-filter">
              {t('lead.stage')}: {filter.stage || t('funnel.none')}
            </Badge>
          )}
          {narrowed && (
            <Button variant="subtle" leftSection={<IconFilterOff size={16} />} onClick={clear}>
              {t('leads.clear')}
            </Button>
          )}
          <Text size="sm" c="dimmed" ml="auto" aria-live="polite">
            {all !== undefined && !narrowed ? t('leads.count', { count: all, shown: number(all) }) : null}
            {leads.data?.pages[0]?.rescoring ? ` · ${t('leads.rescoring')}` : null}
          </Text>
        </Group>
        {leads.error && !leads.data ? (
          <FaultMessage error={leads.error} again={() => void leads.refetch()} />
        ) : !leads.data ? (
          <Lines count={8} />
        ) : found.length > 0 ? (
          <LeadTable
            leads={found}
            plan={filter.plan}
            scale={labels.data ?? noScale}
            lowestFirst={filter.sort === 'score'}
            turn={() => change({ sort: filter.sort === 'score' ? undefined : 'score' })}
            hasMore={leads.hasNextPage}
            more={() => !leads.isFetching && void leads.fetchNextPage()}
          />
        ) : leads.hasNextPage ? (
          <StateMessage icon={<IconUserSearch />} title={t('leads.noneSoFar')} text={t('leads.noneSoFarText')}>
            <Button loading={leads.isFetchingNextPage} onClick={() => void leads.fetchNextPage()}>
              {t('leads.searchOn')}
            </Button>
          </StateMessage>
        ) : narrowed ? (
          <StateMessage icon={<IconUserSearch />} title={t('leads.noneFound')} text={t('leads.noneFoundText')}>
            <Button onClick={clear}>{t('leads.clear')}</Button>
          </StateMessage>
        ) : (
          empty
        )}
      </Stack>
    </div>
  );
}

function Side({ filter, plans, change }: Pick<Props, 'filter' | 'plans' | 'change'>) {
  const { t } = useTranslation();
  const labels = useQuery(labelsQuery(filter.plan));
  const [open, { toggle }] = useDisclosure(false);
  const verdicts = [...new Set(labels.data?.items.map((item) => item.verdict).filter((verdict) => verdict !== null))];
  const matrix = labels.data && <LabelMatrix counts={labels.data} chosen={filter} choose={({ grade, level }) => change({ grade, level })} />;
  return (
    <Stack gap="md">
      <Select
        label={t('leads.plan')}
        allowDeselect={false}
        value={filter.plan}
        onChange={(plan) => plan && change({ plan, grade: undefined, level: undefined, verdict: undefined })}
        data={plans.map(({ plan, name }) => ({ value: plan, label: name ?? plan }))}
      />
      <Button variant="default" hiddenFrom="md" leftSection={<IconGridDots size={16} />} onClick={toggle} aria-expanded={open}>
        {t('leads.filters')}
      </Button>
      <div className={classes.filters} data-open={open || undefined}>
        <Card padding="sm">{matrix}</Card>
        {verdicts.length > 1 && (
          <Chip.Group value={filter.verdict ?? ''} onChange={(verdict) => change({ verdict: verdict === filter.verdict ? undefined : String(verdict) })}>
            <Group gap={6} mt="md" role="radiogroup" aria-label={t('lead.verdict')}>
              {verdicts.map((verdict) => (
                <Chip key={verdict} value={verdict} size="sm" onClick={() => filter.verdict === verdict && change({ verdict: undefined })}>
                  {verdictWord(t, verdict)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        )}
      </div>
    </Stack>
  );
}

function Search({ text, search }: { text: string | undefined; search: (text: string | undefined) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text ?? '');
  const soon = useDebouncedCallback((value: string) => search(value.trim() || undefined), 300);
  return (
    <TextInput
      aria-label={t('leads.search')}
      placeholder={t('leads.searchPlaceholder')}
      type="search"
      leftSection={<IconSearch size={16} />}
      className={classes.search}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        soon(event.currentTarget.value);
      }}
    />
  );
}
