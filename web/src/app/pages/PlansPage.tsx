import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { PlanCards } from '@/features/plans/PlanCards';

export function PlansPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.plans')} text={t('plans.text')} />
      <PlanCards />
    </>
  );
}
