import { Card, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { PageHead } from '@/components/PageHead';
import { ImportLeads } from '@/features/imports/ImportLeads';

export function ImportPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.import')} text={t('imports.text')} />
      <Stack>
        <ImportLeads />
        <Card>
          <Title order={2} size="h4">
            {t('imports.terminal')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t('imports.terminalText')}
          </Text>
          <Stack gap="xs">
            <Code label={t('imports.terminal')} text={`kelvin import leads leads.csv --dry-run\nkelvin import leads leads.csv --save-mapping mapping.yaml --rejects rejected.csv --url ${location.origin} --token kelvin_…\nkelvin import events events.jsonl --url ${location.origin} --token kelvin_…`} />
          </Stack>
        </Card>
      </Stack>
    </>
  );
}
