import { Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { Lines, QueryState } from '@/components/QueryState';
import { dateTime } from '@/lib/format';
import { PlanState } from './PlanCards';
import { documentQuery, type Plan, versionsQuery } from './plans';

interface Props {
  planId: string;
  version: number | undefined;
  show: (version: number) => void;
}

/** A plan as it was written, in any of its versions. */
export function PlanDocument({ planId, version, show }: Props) {
  const versions = useQuery(versionsQuery(planId));
  return (
    <QueryState query={versions}>
      {({ items }) => {
        const shown = items.find((item) => item.version === version) ?? items.find((item) => item.active) ?? items[0];
        return shown ? <Version versions={items} shown={shown} show={show} /> : <Lines />;
      }}
    </QueryState>
  );
}

function Version({ versions, shown, show }: { versions: Plan[]; shown: Plan; show: (version: number) => void }) {
  const { t } = useTranslation();
  const document = useQuery(documentQuery(shown.plan, shown.version));
  return (
    <Stack>
      <Group align="flex-end">
        <Select
          label={t('plans.versions')}
          w={260}
          allowDeselect={false}
          value={String(shown.version)}
          onChange={(value) => value && show(Number(value))}
          data={versions.map((item) => ({
            value: String(item.version),
            label: t('plans.version', { version: item.version }) + (item.active ? ` · ${t('plans.active')}` : ''),
          }))}
        />
        <Group gap="xs" pb={8}>
          <PlanState active={shown.active} />
          <Text size="sm" c="dimmed">
            {t('plans.madeBy', { by: shown.createdBy, at: dateTime(shown.createdAt) })}
          </Text>
        </Group>
      </Group>
      <QueryState query={document}>{(text) => <Code text={text} label={shown.name ?? shown.plan} />}</QueryState>
    </Stack>
  );
}
