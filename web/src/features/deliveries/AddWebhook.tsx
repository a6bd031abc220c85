import { Alert, Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { FormEnd } from '@/components/FormEnd';
import { useAddWebhook } from './deliveries';

const events = [
  { value: 'lead.stage_changed', word: 'webhooks.stageChanged' },
  { value: 'lead.crossing', word: 'webhooks.leadCrossing' },
  { value: 'account.crossing', word: 'webhooks.accountCrossing' },
  { value: 'lead.erased', word: 'webhooks.erased' },
] as const;

export function AddWebhook({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<string[]>(['lead.stage_changed', 'lead.crossing']);
  const add = useAddWebhook();
  const leave = () => {
    close();
    setName('');
    setUrl('');
    add.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name: name.trim(), url: url.trim(), events: chosen });
  };
  return (
    <Modal opened={opened} onClose={leave} size="lg" title={add.data ? t('sources.made', { name: add.data.name || add.data.url }) : t('webhooks.add')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      {add.data ? (
        <Stack>
          <Code text={add.data.secret ?? ''} label={t('webhooks.secret')} wrap />
          <Alert color="yellow">{t('webhooks.once')}</Alert>
          <Group justify="flex-end">
            <Button onClick={leave}>{t('dialog.done')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('webhooks.url')} placeholder="https://crm.example.com/kelvin" type="url" value={url} onChange={(event) => setUrl(event.currentTarget.value)} required data-autofocus />
            <TextInput label={t('sources.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} />
            <Checkbox.Group label={t('webhooks.events')} value={chosen} onChange={setChosen}>
              <Stack gap="xs" mt={6}>
                {events.map(({ value, word }) => (
                  <Checkbox key={value} value={value} label={t(word)} description={value} />
                ))}
              </Stack>
            </Checkbox.Group>
            <FormEnd label={t('webhooks.add')} error={add.error} pending={add.isPending} disabled={!url.trim() || chosen.length === 0} onCancel={leave} />
          </Stack>
        </form>
      )}
    </Modal>
  );
}
