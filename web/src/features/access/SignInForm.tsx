import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/lib/http';
import { useSignIn } from './session';

export function SignInForm({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(token.trim(), { onSuccess: done });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <PasswordInput
          label={t('signIn.token')}
          description={t('signIn.tokenText')}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="current-password"
          autoFocus
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        {signIn.error && (
          <Alert color="red" role="alert">
            {wordsFor(signIn.error)}
          </Alert>
        )}
        <Button type="submit" loading={signIn.isPending} disabled={!token.trim()}>
          {t('signIn.do')}
        </Button>
      </Stack>
    </form>
  );

  function wordsFor(error: Error) {
    if (!(error instanceof Problem)) return error.message;
    if (error.code === 'token-wrong') return t('signIn.wrong');
    if (error.code === 'too-many') return t('signIn.tooMany');
    return error.status === 0 ? t('state.unreachableText') : error.message;
  }
}
