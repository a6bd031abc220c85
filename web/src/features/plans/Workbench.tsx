import { Alert, Button, Group, SegmentedControl, Tabs, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconCode, IconRocket, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api';
import { Lines } from '@/components/QueryState';
import { dropDraft, keepDraft, keptDraft } from './drafts';
import { noNames } from './editor/names';
import type { EditorHandle } from './editor/PlanEditor';
import { groupAt, type Knob, type KnobGroup, knobsOf, writtenNumber } from './knobs/knobs';
import { Knobs } from './knobs/Knobs';
import { checkQuery, namesQuery } from './planning';
import type { Plan } from './plans';
import { Publish } from './Publish';
import { TryLead } from './TryLead';
import { WhatIf } from './whatif/WhatIf';
import classes from './Workbench.module.css';

const PlanEditor = lazy(() => import('./editor/PlanEditor'));

interface Props {
  /** The version that is edited, and its text. */
  base: Plan;
  text: string;
  newest: number;
  planIds: string[];
  published: (version: number) => void;
  /** How one lead's score is shown. */
  explain: (explained: Schemas['ExplainedScore']) => ReactNode;
}

/** The plan as text and as knobs on one side, what it would do on the other. */
export default function Workbench({ base, text, newest, planIds, published, explain }: Props) {
  const { t } = useTranslation();
  const editor = useRef<EditorHandle>(null);
  const [draft, setDraft] = useState(() => keptDraft(base.plan, base.version) ?? text);
  const [view, setView] = useState<'text' | 'knobs'>('text');
  const [open, setOpen] = useState<string | null>(null);
  const [publishing, setPublishing] = useState(false);
  const [settled] = useDebouncedValue(draft, 300, { leading: true });
  const checked = useQuery(checkQuery(base.plan, settled)).data;
  const names = useQuery(namesQuery).data ?? noNames;
  const groups = useMemo(() => knobsOf(draft), [draft]);
  const latest = useRef(groups);
  latest.current = groups;
  const changed = draft !== text;
  const problems = checked?.problems ?? [];
  const wrong = problems.filter(({ warning }) => !warning).length;

  useEffect(() => {
    if (changed) keepDraft(base.plan, base.version, draft);
    else dropDraft(base.plan);
  }, [base.plan, base.version, changed, draft]);

  const moved = useCallback((at: number) => setOpen((now) => groupAt(latest.current, at)?.id ?? now), []);
  const turn = (knob: Knob, value: number) => editor.current?.replace(knob.from, knob.to, writtenNumber(value, knob.unit));
  const choose = (group: KnobGroup | null) => setOpen(group?.id ?? null);

  return (
    <div className={classes.bench}>
      <section className={classes.plan} aria-label={t('plans.plan')}>
        <Group justify="space-between" mb="xs" gap="xs">
          <SegmentedControl
            size="sm"
            value={view}
            onChange={(value) => setView(value as 'text' | 'knobs')}
            aria-label={t('plans.view')}
            data={[
              { value: 'text', label: <Choice icon={<IconCode size={16} aria-hidden />} word={t('plans.asText')} /> },
              { value: 'knobs', label: <Choice icon={<IconAdjustmentsHorizontal size={16} aria-hidden />} word={t('plans.knobs')} /> },
            ]}
          />
          <Group gap="xs">
            {changed && (
              <Button size="sm" variant="subtle" leftSection={<IconTrash size={16} />} onClick={() => editor.current?.exchange(text)}>
                {t('plans.discard')}
              </Button>
            )}
            <Button size="sm" leftSection={<IconRocket size={16} />} disabled={wrong > 0 || (!changed && base.active)} onClick={() => setPublishing(true)}>
              {t('publish.open')}
            </Button>
          </Group>
        </Group>
        <div hidden={view !== 'text'}>
          <Suspense fallback={<Lines count={8} />}>
            <PlanEditor handle={editor} text={draft} names={{ ...names, plans: planIds }} problems={problems} label={t('plans.textOf', { plan: base.name ?? base.plan })} changed={setDraft} moved={moved} />
          </Suspense>
        </div>
        {view === 'knobs' && <Knobs groups={groups} open={open} choose={choose} turn={turn} />}
        <Problems />
      </section>
      <Tabs defaultValue="what-if" className={classes.effects} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="what-if">{t('whatIf.title')}</Tabs.Tab>
          <Tabs.Tab value="try">{t('tryLead.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="what-if">
          <WhatIf plan={base.plan} draft={draft} changed={changed || !base.active} />
        </Tabs.Panel>
        <Tabs.Panel value="try">
          <TryLead plan={base.plan} draft={draft} kind={base.kind === 'account' ? 'account' : 'lead'}>
            {explain}
          </TryLead>
        </Tabs.Panel>
      </Tabs>
      <Publish
        plan={base.plan}
        what={changed ? { draft, newest } : { version: base.version, active: undefined }}
        opened={publishing}
        close={() => setPublishing(false)}
        published={(version) => {
          dropDraft(base.plan);
          published(version);
        }}
      />
    </div>
  );

  function Problems() {
    if (problems.length === 0)
      return (
        <Text size="sm" c="dimmed" mt={6} role="status">
          {checked ? (changed ? t('plans.validChanged') : t('plans.valid')) : ''}
        </Text>
      );
    return (
      <Alert color={wrong > 0 ? 'red' : 'yellow'} mt="xs" p="sm" role="status" title={wrong > 0 ? t('plans.problems', { count: wrong }) : t('plans.warnings', { count: problems.length })}>
        <ul className={classes.problems}>
          {problems.slice(0, 8).map((problem) => (
            <li key={`${problem.line} ${problem.column} ${problem.message}`}>
              <button type="button" className={classes.jump} onClick={() => goTo(problem.line, problem.column)}>
                {t('imports.line', { line: problem.line })}
              </button>{' '}
              {problem.message} {problem.nearest && t('health.nearest', { nearest: problem.nearest })}
            </li>
          ))}
        </ul>
      </Alert>
    );
  }

  function goTo(line: number, column: number): void {
    setView('text');
    const before = draft.split('\n').slice(0, line - 1);
    setTimeout(() => editor.current?.goTo(before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1));
  }
}

function Choice({ icon, word }: { icon: ReactNode; word: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      {icon}
      <span>{word}</span>
    </Group>
  );
}
