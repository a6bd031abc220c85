import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SignInForm } from '@/features/access/SignInForm';
import { Door } from './Door';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { t } = useTranslation();
  const { next } = route.useSearch();
  const router = useRouter();
  return (
    <Door title={t('signIn.title')} text={t('signIn.text')}>
      <SignInForm done={() => router.history.push(next ?? '/leads')} />
    </Door>
  );
}
