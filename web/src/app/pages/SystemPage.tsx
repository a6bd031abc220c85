import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { Stats } from '@/features/system/Stats';

export function SystemPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.system')} text={t('system.text')} />
      <Stats />
    </>
  );
}
