import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/lib/http';
import { useSignIn } from './session';

export function SignInForm({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const [handed] = useState(() => tokenOfLink(location.hash));
  const [email, setEmail] = useState('');
  const [secret, setSecret] = useState(handed ?? '');
  const signIn = useSignIn();
  const tried = useRef(false);
  useEffect(() => {
    // The link of `kelvin demo` holds the token behind the #, which no server and no proxy gets to see.
    if (handed === null || tried.current) return;
    tried.current = true;
    history.replaceState(history.state, '', location.pathname + location.search);
    signIn.mutate({ token: handed }, { onSuccess: done });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = email.trim();
    signIn.mutate(address ? { email: address, password: secret } : { token: secret.trim() }, { onSuccess: done });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t('signIn.email')} description={t('signIn.emailText')} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoComplete="username" autoFocus />
        <PasswordInput
          label={t('signIn.secret')}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        {signIn.error && (
          <Alert color="red" role="alert">
            {wordsFor(signIn.error)}
          </Alert>
        )}
        <Button type="submit" loading={signIn.isPending} disabled={!secret.trim()}>
          {t('signIn.do')}
        </Button>
      </Stack>
    </form>
  );

  function wordsFor(error: Error) {
    if (!(error instanceof Problem)) return error.message;
    if (error.code === 'password-wrong') return t('signIn.wrongPassword');
    if (error.code === 'token-wrong') return t('signIn.wrong');
    if (error.code === 'too-many') return t('signIn.tooMany');
    return error.status === 0 ? t('state.unreachableText') : error.message;
  }
}

function tokenOfLink(hash: string): string | null {
  return /^#kelvin_[\w-]+$/.test(hash) ? hash.slice(1) : null;
}
