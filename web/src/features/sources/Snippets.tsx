import { Stack, Tabs, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { snippetsFor } from './snippets';
import type { Power } from './sources';

interface Props {
  power: Power;
  /** Known only just after it was made; else the reader puts their own in. */
  writeKey?: string;
}

export function Snippets({ power, writeKey }: Props) {
  const { t } = useTranslation();
  const snippets = snippetsFor(location.origin, writeKey ?? t('sources.yourKey'), power);
  return (
    <Stack gap="xs">
      {!writeKey && (
        <Text size="sm" c="dimmed">
          {t('sources.putKey')}
        </Text>
      )}
      <Tabs defaultValue={snippets[0]!.name} keepMounted={false}>
        <Tabs.List mb="sm">
          {snippets.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(({ name, text }) => (
          <Tabs.Panel key={name} value={name}>
            <Code text={text} label={name} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
