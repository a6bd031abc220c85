import { Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { number } from '@/lib/format';
import { rescoringQuery } from './planning';

/** How far the leads are re-scored after a plan was published. */
export function Rescoring() {
  const { t } = useTranslation();
  const state = useQuery(rescoringQuery(true)).data;
  if (!state?.rescoring) return null;
  return (
    <div role="status" data-testid="rescoring">
      <Text size="sm">{t('publish.progress', { done: number(state.done), total: number(state.total) })}</Text>
      <Progress value={(state.done / Math.max(1, state.total)) * 100} mt={4} mb="md" aria-label={t('leads.rescoring')} />
    </div>
  );
}
