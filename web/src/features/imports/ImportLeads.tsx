import { Alert, Button, Card, FileButton, Group, Select, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconFileTypeCsv, IconUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { Lines } from '@/components/QueryState';
import { number } from '@/lib/format';
import { Findings } from './Findings';
import { type ColumnUse, type Imported, type Preset, presets, useImport } from './imports';
import classes from './ImportLeads.module.css';

const presetNames: Record<Preset, string> = { hubspot: 'HubSpot', salesforce: 'Salesforce', pipedrive: 'Pipedrive' };

/** A file of leads: chosen, looked through, and only then taken in. */
export function ImportLeads() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [preset, setPreset] = useState<Preset | null>(null);
  const [mapping, setMapping] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const look = useImport();
  const [checked, setChecked] = useState<Imported | null>(null);
  const check = useImport();
  const take = useImport();

  const begin = (chosen: File | null, by: Preset | null) => {
    setFile(chosen);
    setPreset(by);
    setMapping(null);
    setChecked(null);
    take.reset();
    look.reset();
    check.reset();
    if (chosen) look.mutate({ file: chosen, preset: by, mapping: null, dryRun: true });
  };
  const correct = async (column: string, use: ColumnUse | null, name: string) => {
    if (!file || !look.data) return;
    const { corrected } = await import('./corrections');
    const next = corrected(mapping ?? look.data.mapping, { column, use, name });
    setMapping(next);
    check.mutate({ file, preset, mapping: next, dryRun: true }, { onSuccess: setChecked });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files.item(0);
    if (dropped) begin(dropped, preset);
  };
  const fault = take.error ?? check.error ?? look.error;
  // What was corrected is shown once the server has looked through it; until then, what was there before.
  const found = checked ?? look.data;
  return (
    <Card>
      <Title order={2} size="h4" mb="sm">
        {t('imports.leads')}
      </Title>
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileTypeCsv size={34} stroke={1.4} aria-hidden />
        <div className={classes.file}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {file?.name ?? t('imports.drop')}
          </Text>
          <Text size="sm" c="dimmed">
            {t('imports.formats')}
          </Text>
        </div>
        <Group gap="sm">
          <Select
            size="sm"
            w={210}
            aria-label={t('imports.preset')}
            placeholder={t('imports.guess')}
            clearable
            clearButtonProps={{ 'aria-label': t('imports.guess') }}
            value={preset}
            onChange={(value) => begin(file, value as Preset | null)}
            data={presets.map((value) => ({ value, label: presetNames[value] }))}
          />
          <FileButton onChange={(chosen) => begin(chosen, preset)} accept=".csv,.txt,.tsv,text/csv" inputProps={{ 'aria-label': t('imports.choose') }}>
            {(props) => (
              <Button {...props} variant={file ? 'default' : 'filled'} leftSection={<IconUpload size={16} />}>
                {t('imports.choose')}
              </Button>
            )}
          </FileButton>
        </Group>
      </div>
      {fault && (
        <Alert color="red" role="alert" mt="md">
          {fault.message || t('state.unreachableText')}
        </Alert>
      )}
      {look.isPending && <Lines count={3} />}
      {found && !take.data && file && (
        <>
          <Findings found={found} correct={(column, use, name) => void correct(column, use, name)} />
          <Button mt="md" size="md" loading={take.isPending} disabled={found.rows === found.rejected || check.isPending || check.error !== null} onClick={() => take.mutate({ file, preset, mapping, dryRun: false })}>
            {t('imports.take', { count: found.rows - found.rejected, shown: number(found.rows - found.rejected) })}
          </Button>
        </>
      )}
      {take.data && (
        <Alert color="teal" role="status" mt="md" icon={<IconCircleCheck />} title={t('imports.done', { count: take.data.rows - take.data.rejected, shown: number(take.data.rows - take.data.rejected) })}>
          {take.data.rejected > 0 && <Text size="sm">{t('imports.rejected', { count: take.data.rejected, shown: number(take.data.rejected) })}</Text>}
          <AnchorLink to="/leads">{t('state.toLeads')}</AnchorLink>
        </Alert>
      )}
    </Card>
  );
}
