import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useJoin } from '@/features/access/session';
import { Problem } from '@/lib/http';
import { Door } from './Door';

const shortest = 8;

/** Reached by the set-up link that an admin hands on. Its token stands after '#', so it reaches no log. */
export function JoinPage() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const join = useJoin();
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate({ token, password }, { onSuccess: () => void navigate({ to: '/leads' }) });
  };
  return (
    <Door title={t('join.title')} text={t('join.text')}>
      <form onSubmit={submit}>
        <Stack>
          {!token && <Text size="sm">{t('join.noToken')}</Text>}
          <PasswordInput
            label={t('join.password')}
            description={t('join.passwordText')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="new-password"
            autoFocus
            required
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          />
          {join.error && (
            <Alert color="red" role="alert">
              {wordsFor(join.error)}
            </Alert>
          )}
          <Button type="submit" loading={join.isPending} disabled={!token || password.length < shortest}>
            {t('join.do')}
          </Button>
        </Stack>
      </form>
    </Door>
  );

  function wordsFor(error: Error): string {
    if (!(error instanceof Problem)) return error.message;
    if (error.code === 'no-link') return t('join.used');
    const [problem] = (error.told.problems ?? []) as { message: string }[];
    return problem?.message ?? (error.status === 0 ? t('state.unreachableText') : error.message);
  }
}
