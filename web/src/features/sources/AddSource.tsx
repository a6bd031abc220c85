import { Alert, Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { FormEnd } from '@/components/FormEnd';
import { Snippets } from './Snippets';
import { type Power, useAddSource } from './sources';

export function AddSource({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [power, setPower] = useState<Power>('browser');
  const add = useAddSource();
  const leave = () => {
    close();
    setName('');
    add.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name: name.trim(), power });
  };
  return (
    <Modal opened={opened} onClose={leave} size="lg" title={add.data ? t('sources.made', { name: add.data.name }) : t('sources.add')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      {add.data ? (
        <Stack>
          <Code text={add.data.writeKey} label={t('sources.key')} wrap />
          <Alert color="yellow">{t('sources.once')}</Alert>
          <Snippets power={add.data.power} writeKey={add.data.writeKey} />
          <Group justify="flex-end">
            <Button onClick={leave}>{t('dialog.done')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('sources.name')} placeholder={t('sources.namePlaceholder')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={200} required data-autofocus />
            <Radio.Group label={t('sources.where')} value={power} onChange={(value) => setPower(value as Power)}>
              <Stack gap="xs" mt={6}>
                <Radio value="browser" label={t('sources.browser')} description={t('sources.browserText')} />
                <Radio value="server" label={t('sources.server')} description={t('sources.serverText')} />
              </Stack>
            </Radio.Group>
            <FormEnd label={t('sources.add')} error={add.error} pending={add.isPending} disabled={!name.trim()} onCancel={leave} />
          </Stack>
        </form>
      )}
    </Modal>
  );
}
