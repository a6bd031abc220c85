import { Tabs } from '@mantine/core';
import { heatOf, Label } from './Label';

interface Score {
  plan: string;
  grade: string | null;
  level: string | null;
  label: string | null;
}

interface Props {
  scores: Score[];
  names: Map<string, string>;
  scale: { grades: string[]; levels: string[] };
  plan: string;
  label: string;
  choose: (plan: string) => void;
}

/** One tab a plan, with the label that it gives. */
export function PlanTabs({ scores, names, scale, plan, label, choose }: Props) {
  return (
    <Tabs value={plan} onChange={(next) => next && choose(next)} variant="pills" mb="md">
      <Tabs.List aria-label={label}>
        {scores.map((score) => (
          <Tabs.Tab
            key={score.plan}
            value={score.plan}
            rightSection={score.label ? <Label size="sm" label={score.label} heat={score.plan === plan ? heatOf(score.grade, score.level, scale.grades, scale.levels) : 0} /> : null}
          >
            {names.get(score.plan) ?? score.plan}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
