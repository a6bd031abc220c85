import { Card, Combobox, Group, InputBase, Stack, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserSearch } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api';
import { Lines } from '@/components/QueryState';
import { FaultMessage, StateMessage } from '@/components/StateMessage';
import { askJson, Problem } from '@/lib/http';
import { nameOf } from '@/lib/people';

type Explained = Schemas['ExplainedScore'];

interface Props {
  plan: string;
  draft: string;
  kind: 'lead' | 'account';
  /** How a score is shown, rule by rule. */
  children: (explained: Explained) => ReactNode;
}

const foundQuery = (kind: 'lead' | 'account', q: string) =>
  queryOptions({
    queryKey: ['try', kind, q],
    queryFn: async ({ signal }) => {
      if (kind === 'lead') return (await askJson<Schemas['LeadList']>('/api/leads', { query: { q, limit: 8 }, signal })).items.map((lead) => ({ id: lead.id, name: nameOf(lead) ?? lead.id, more: lead.email ?? '' }));
      return (await askJson<Schemas['AccountList']>('/api/accounts', { query: { q, limit: 8 }, signal })).items.map((account) => ({ id: account.id, name: account.id, more: '' }));
    },
    placeholderData: keepPreviousData,
  });

/** Null: the draft gives no score then. Undefined: the draft is not valid. */
const tryQuery = (plan: string, draft: string, kind: 'lead' | 'account', id: string, at: string | undefined) =>
  queryOptions({
    queryKey: ['try-score', plan, draft, kind, id, at],
    queryFn: async ({ signal }): Promise<Explained | 'none' | 'invalid'> => {
      try {
        return await askJson<Explained>(`/api/plans/${encodeURIComponent(plan)}/test`, { method: 'POST', query: { [kind]: id, at }, yaml: draft, signal });
      } catch (fault) {
        if (fault instanceof Problem && fault.code === 'no-score') return 'none';
        if (fault instanceof Problem && fault.status === 422) return 'invalid';
        throw fault;
      }
    },
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });

/** One lead by the draft, rule by rule, now or at any other instant. */
export function TryLead({ plan, draft, kind, children }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  const [at, setAt] = useState('');
  const [soon] = useDebouncedValue(draft, 200, { leading: true });
  const instant = at && !Number.isNaN(Date.parse(at)) ? new Date(at).toISOString() : undefined;
  const tried = useQuery({ ...tryQuery(plan, soon, kind, chosen?.id ?? '', instant), enabled: chosen !== null });
  return (
    <Stack gap="sm" data-testid="try-lead">
      <Group gap="sm" align="flex-start">
        <Finder kind={kind} chosen={chosen?.name ?? null} choose={setChosen} />
        <TextInput type="datetime-local" label={t('tryLead.at')} value={at} onChange={(event) => setAt(event.currentTarget.value)} size="sm" w={220} />
      </Group>
      {chosen === null ? (
        <StateMessage icon={<IconUserSearch />} title={t('tryLead.title')} text={t('tryLead.text')} />
      ) : tried.error ? (
        <FaultMessage error={tried.error} again={() => void tried.refetch()} />
      ) : tried.data === undefined ? (
        <Lines />
      ) : tried.data === 'none' ? (
        <Card>
          <Text>{t('score.noneText')}</Text>
        </Card>
      ) : tried.data === 'invalid' ? (
        <Text c="dimmed">{t('whatIf.invalid')}</Text>
      ) : (
        children(tried.data)
      )}
    </Stack>
  );
}

function Finder({ kind, chosen, choose }: { kind: 'lead' | 'account'; chosen: string | null; choose: (found: { id: string; name: string }) => void }) {
  const { t } = useTranslation();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, setTyped] = useState('');
  const [soon] = useDebouncedValue(typed.trim(), 250);
  const found = useQuery(foundQuery(kind, soon)).data ?? [];
  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => {
        const one = found.find((option) => option.id === id);
        if (one) choose(one);
        setTyped('');
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <InputBase
          label={kind === 'account' ? t('lead.account') : t('lead.lead')}
          placeholder={chosen ?? t('leads.searchPlaceholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            box.openDropdown();
            box.updateSelectedOptionIndex();
          }}
          onFocus={() => box.openDropdown()}
          onClick={() => box.openDropdown()}
          onBlur={() => box.closeDropdown()}
          leftSection={<IconUserSearch size={16} />}
          description={chosen ?? undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          style={{ flex: '1 1 220px' }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={kind === 'account' ? t('nav.accounts') : t('nav.leads')}>
          {found.map((option) => (
            <Combobox.Option key={option.id} value={option.id}>
              <Text size="sm" fw={600} truncate>
                {option.name}
              </Text>
              {option.more && option.more !== option.name && (
                <Text size="xs" c="dimmed" truncate>
                  {option.more}
                </Text>
              )}
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>{t('leads.noneFound')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
