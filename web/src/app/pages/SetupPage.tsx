import { Alert, Button, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '@/components/Code';
import { useSignIn } from '@/features/access/session';
import { useSetup } from '@/features/access/setup';
import { Door } from './Door';

/** Reached by the link that the console shows at the first start. The set-up token stands after '#', so it reaches no log. */
export function SetupPage() {
  const { t } = useTranslation();
  const [setupToken] = useState(() => location.hash.slice(1));
  const setup = useSetup();
  const signIn = useSignIn();
  const navigate = useNavigate();
  const token = setup.data?.token;
  return (
    <Door title={t('setup.title')} text={token ? t('setup.doneText') : t('setup.text')}>
      {token ? (
        <Stack>
          <Code text={token} label={t('signIn.token')} wrap />
          <Alert color="yellow">{t('setup.keep')}</Alert>
          <Button loading={signIn.isPending} onClick={() => signIn.mutate({ token }, { onSuccess: () => void navigate({ to: '/sources' }) })}>
            {t('setup.goOn')}
          </Button>
        </Stack>
      ) : (
        <Stack>
          {!setupToken && <Text size="sm">{t('setup.noToken')}</Text>}
          {(setup.error ?? signIn.error) && (
            <Alert color="red" role="alert">
              {t('setup.used')}
            </Alert>
          )}
          <Button loading={setup.isPending} disabled={!setupToken} onClick={() => setup.mutate(setupToken)}>
            {t('setup.do')}
          </Button>
        </Stack>
      )}
    </Door>
  );
}
