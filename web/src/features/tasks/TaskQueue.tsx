import { Alert, Button, Chip, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconPhoneCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Lines } from '@/components/QueryState';
import { FaultMessage, StateMessage } from '@/components/StateMessage';
import { RejectDialog } from './RejectDialog';
import { TaskCard } from './TaskCard';
import { type Task, type TaskFilter, type TaskState, tasksQuery, useAnswer } from './tasks';
import classes from './Tasks.module.css';

const states = ['open', 'accepted', 'done', 'rejected'] as const satisfies TaskState[];

interface Props {
  /** Who looks is a user, who may have leads of their own. */
  withOwn: boolean;
  mayWork: boolean;
  stages: string[];
}

/** Whom to call now: the worthiest and most urgent first. */
export function TaskQueue({ withOwn, mayWork, stages }: Props) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<TaskFilter>({ state: 'open' });
  const [rejecting, setRejecting] = useState<Task | null>(null);
  const tasks = useInfiniteQuery(tasksQuery(filter));
  const answer = useAnswer();
  const found = tasks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <Group gap="sm">
        <SegmentedControl
          size="sm"
          value={filter.state}
          onChange={(value) => setFilter((now) => ({ ...now, state: value as TaskState }))}
          aria-label={t('tasks.show')}
          data={states.map((state) => ({ value: state, label: t(`tasks.state.${state}`) }))}
        />
        {withOwn && (
          <Chip size="sm" checked={filter.owner === 'me'} onChange={(mine) => setFilter((now) => ({ ...now, owner: mine ? 'me' : undefined }))}>
            {t('tasks.mine')}
          </Chip>
        )}
      </Group>
      {answer.error && (
        <Alert color="red" role="alert" title={t('tasks.failed')}>
          {answer.error.message || t('state.unreachableText')}
        </Alert>
      )}
      {tasks.error && !tasks.data ? (
        <FaultMessage error={tasks.error} again={() => void tasks.refetch()} />
      ) : !tasks.data ? (
        <Lines />
      ) : found.length === 0 ? (
        <StateMessage icon={<IconPhoneCheck />} title={t('tasks.none')} text={t('tasks.noneText')} />
      ) : (
        <ol className={classes.queue} aria-label={t('tasks.list')}>
          {found.map((task) => (
            <li key={task.id}>
              <TaskCard task={task} may={mayWork} busy={answer.isPending && answer.variables.id === task.id} answer={(said) => answer.mutate({ id: task.id, ...said })} reject={() => setRejecting(task)} />
            </li>
          ))}
        </ol>
      )}
      {tasks.hasNextPage && (
        <Button variant="light" loading={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()} style={{ alignSelf: 'flex-start' }}>
          {t('tasks.more')}
        </Button>
      )}
      {rejecting && <RejectDialog task={rejecting} stages={stages} close={() => setRejecting(null)} />}
    </Stack>
  );
}
