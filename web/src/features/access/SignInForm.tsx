import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/lib/http';
import { useSignIn } from './session';

export function SignInForm({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const [handed] = useState(() => tokenOfLink(location.hash));
  const [token, setToken] = useState(handed ?? '');
  const signIn = useSignIn();
  const tried = useRef(false);
  useEffect(() => {
    // The link of `kelvin demo` holds the token behind the #, which no server and no proxy gets to see.
    if (handed === null || tried.current) return;
    tried.current = true;
    history.replaceState(history.state, '', location.pathname + location.search);
    signIn.mutate(handed, { onSuccess: done });
  });
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

function tokenOfLink(hash: string): string | null {
  return /^#kelvin_[\w-]+$/.test(hash) ? hash.slice(1) : null;
}
