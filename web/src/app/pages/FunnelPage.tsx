import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { plansQuery } from '@/features/plans/plans';
import { FunnelPicture } from '@/features/stages/FunnelPicture';

export function FunnelPage() {
  const { t } = useTranslation();
  const plans = useQuery(plansQuery);
  return (
    <>
      <PageHead title={t('nav.funnel')} text={t('funnel.text')} />
      <FunnelPicture planNames={new Map(plans.data?.items.map((plan) => [plan.plan, plan.name ?? plan.plan]))} />
    </>
  );
}
