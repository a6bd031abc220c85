import { Alert, Button, Card, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/lib/http';
import { useOwnAccount } from './team';

/** One's own name and password. */
export function OwnAccount({ name, email }: { name: string; email: string }) {
  const { t } = useTranslation();
  const [called, setCalled] = useState(name);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const rename = useOwnAccount();
  const change = useOwnAccount();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (called.trim() !== name) rename.mutate({ path: '/api/me', method: 'PATCH', json: { name: called.trim() } });
    if (next)
      change.mutate(
        { path: '/api/me/password', method: 'PUT', json: { current, password: next } },
        {
          onSuccess: () => {
            setCurrent('');
            setNext('');
          },
        },
      );
  };
  const fault = change.error ?? rename.error;
  const shown = { 'aria-label': t('signIn.show') };
  return (
    <Card>
      <Title order={2} size="h4" mb="sm">
        {t('team.ownAccount')}
      </Title>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={420}>
          <TextInput label={t('signIn.email')} value={email} readOnly autoComplete="username" />
          <TextInput label={t('sources.name')} value={called} onChange={(event) => setCalled(event.currentTarget.value)} maxLength={200} />
          <PasswordInput label={t('team.currentPassword')} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} autoComplete="current-password" visibilityToggleButtonProps={shown} />
          <PasswordInput label={t('join.password')} description={t('join.passwordText')} value={next} onChange={(event) => setNext(event.currentTarget.value)} autoComplete="new-password" visibilityToggleButtonProps={shown} />
          {fault && (
            <Alert color="red" role="alert">
              {fault instanceof Problem && fault.code === 'password-wrong' ? t('team.otherPassword') : (((fault as Problem).told?.problems as { message: string }[] | undefined)?.[0]?.message ?? fault.message)}
            </Alert>
          )}
          {!fault && (change.isSuccess || rename.isSuccess) && (
            <Alert color="teal" role="status">
              {t('team.saved')}
            </Alert>
          )}
          <Button type="submit" loading={change.isPending || rename.isPending} disabled={called.trim() === name && !(current && next)} style={{ alignSelf: 'flex-start' }}>
            {t('dialog.save')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
