import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { meQuery } from '@/features/access/session';
import { funnelQuery } from '@/features/stages/stages';
import { TaskQueue } from '@/features/tasks/TaskQueue';

export function TasksPage() {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const funnel = useQuery({ ...funnelQuery, refetchInterval: false }).data;
  return (
    <>
      <PageHead title={t('nav.tasks')} text={t('tasks.text')} />
      <TaskQueue withOwn={me?.user != null && !me.powers.includes('leads.own')} mayWork={me?.powers.includes('leads.work') ?? false} stages={funnel ? [...funnel.all, ...funnel.aside] : []} />
    </>
  );
}
