import { Badge, Button, Card, Collapse, Group, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconGitCompare, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { QueryState } from '@/components/QueryState';
import { Changes } from './Changes';
import { PlanState } from './PlanCards';
import { type Version, versionsQuery } from './plans';
import { OfVersion, Publish } from './Publish';

interface Props {
  planId: string;
  /** Opens a version in the editor. */
  open: (version: number) => void;
}

/** Every version of the plan: who made it when and why, what it changed, and the way back to it. */
export function Versions({ planId, open }: Props) {
  const versions = useQuery(versionsQuery(planId));
  const [back, setBack] = useState<number | null>(null);
  const [returning, setReturning] = useState(false);
  return (
    <QueryState query={versions}>
      {({ items }) => {
        const active = items.find((item) => item.active)?.version;
        return (
          <>
            <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
              {items.map((item) => (
                <li key={item.version}>
                  <VersionCard
                    version={item}
                    active={active}
                    open={() => open(item.version)}
                    back={() => {
                      setBack(item.version);
                      setReturning(true);
                    }}
                  />
                </li>
              ))}
            </Stack>
            {back !== null && <Publish plan={planId} what={{ version: back, active }} opened={returning} close={() => setReturning(false)} published={() => setReturning(false)} />}
          </>
        );
      }}
    </QueryState>
  );
}

function VersionCard({ version, active, open, back }: { version: Version; active: number | undefined; open: () => void; back: () => void }) {
  const { t } = useTranslation();
  const [comparing, setComparing] = useState(false);
  return (
    <Card padding="md" data-testid="version" data-version={version.version}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div style={{ minWidth: 0, flex: '1 1 260px' }}>
          <Group gap="xs">
            <Text fw={650}>{t('plans.version', { version: version.version })}</Text>
            {version.active ? (
              <PlanState active />
            ) : (
              !version.publishedAt && (
                <Badge variant="default" tt="none">
                  {t('plans.draft')}
                </Badge>
              )
            )}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {version.createdBy} · <Ago at={version.createdAt} />
          </Text>
          {version.message && (
            <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
              {t('stage.quoted', { reason: version.message })}
            </Text>
          )}
        </div>
        <Group gap="xs">
          {active !== undefined && !version.active && (
            <Button size="xs" variant="subtle" leftSection={<IconGitCompare size={15} />} aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
              {t('plans.compare')}
            </Button>
          )}
          <Button size="xs" variant="subtle" leftSection={<IconPencil size={15} />} onClick={open}>
            {t('plans.open')}
          </Button>
          {!version.active && (
            <Button size="xs" variant="light" leftSection={<IconArrowBackUp size={15} />} onClick={back}>
              {version.publishedAt ? t('publish.back') : t('publish.do')}
            </Button>
          )}
        </Group>
      </Group>
      {version.changes && version.changes.length > 0 && !comparing && (
        <div style={{ marginTop: 8 }}>
          <Changes items={version.changes} />
        </div>
      )}
      <Collapse expanded={comparing}>
        {comparing && active !== undefined && (
          <div style={{ marginTop: 8 }}>
            <Text size="sm" c="dimmed" mb={4}>
              {t('plans.against', { version: active })}
            </Text>
            <OfVersion plan={version.plan} from={active} to={version.version} />
          </div>
        )}
      </Collapse>
    </Card>
  );
}
