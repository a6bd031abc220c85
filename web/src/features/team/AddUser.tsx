import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { FormEnd } from '@/components/FormEnd';
import { Problem } from '@/lib/http';
import { type Role, roles, useAddUser } from './team';

/** Someone new: who, and what they may do. The answer is a link to hand on. */
export function AddUser({ opened, close, made }: { opened: boolean; close: () => void; made: (link: string) => void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('sales');
  const add = useAddUser();
  const leave = () => {
    close();
    setEmail('');
    setName('');
    add.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { path: '/api/users', method: 'POST', json: { email: email.trim(), name: name.trim(), role } },
      {
        onSuccess: ({ link }) => {
          leave();
          made(link);
        },
      },
    );
  };
  return (
    <Modal opened={opened} onClose={leave} title={t('team.add')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('signIn.email')} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} maxLength={254} required data-autofocus error={problemOf('email')} />
          <TextInput label={t('sources.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={200} required error={problemOf('name')} />
          <Select label={t('team.role')} description={t(`role.${role}Text`)} allowDeselect={false} value={role} onChange={(value) => value && setRole(value as Role)} data={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))} />
          <FormEnd label={t('team.add')} error={add.error} pending={add.isPending} disabled={!email.trim() || !name.trim()} onCancel={leave} />
        </Stack>
      </form>
    </Modal>
  );

  function problemOf(path: string): string | undefined {
    const problems = add.error instanceof Problem ? ((add.error.told.problems ?? []) as { path: string; message: string }[]) : [];
    return problems.find((problem) => problem.path === path)?.message;
  }
}

/** The link by which someone chooses a password, to be handed on. */
export function LinkDialog({ link, close }: { link: string | null; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={link !== null} onClose={close} title={t('team.link')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <Stack>
        <Text size="sm">{t('team.linkText')}</Text>
        <Code text={location.origin + (link ?? '')} label={t('team.link')} wrap />
        <Alert color="yellow">{t('team.linkOnce')}</Alert>
        <Group justify="flex-end">
          <Button onClick={close}>{t('dialog.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
