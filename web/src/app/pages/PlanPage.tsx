import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { PageHead } from '@/components/PageHead';
import { PlanDocument } from '@/features/plans/PlanDocument';
import { plansQuery } from '@/features/plans/plans';

const route = getRouteApi('/shell/plans/$planId');

export function PlanPage() {
  const { t } = useTranslation();
  const { planId } = route.useParams();
  const { version } = route.useSearch();
  const navigate = useNavigate();
  const plans = useQuery(plansQuery);
  const name = plans.data?.items.find((plan) => plan.plan === planId)?.name;
  return (
    <>
      <AnchorLink to="/plans" size="sm">
        {t('nav.plans')}
      </AnchorLink>
      <PageHead title={name ?? planId} text={planId} />
      <PlanDocument planId={planId} version={version} show={(next) => void navigate({ to: '.', search: { version: next } })} />
    </>
  );
}
