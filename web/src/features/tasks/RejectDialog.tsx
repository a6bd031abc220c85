import { Modal, Select, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormEnd } from '@/components/FormEnd';
import { type Task, useAnswer } from './tasks';

const longestReason = 1000;

/** Saying no, and why: the plan is to learn from it. */
export function RejectDialog({ task, stages, close }: { task: Task; stages: string[]; close: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [stage, setStage] = useState<string | null>(null);
  const answer = useAnswer();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    answer.mutate({ id: task.id, did: 'reject', reason: reason.trim(), stage: stage ?? undefined }, { onSuccess: close });
  };
  return (
    <Modal opened onClose={close} title={t('tasks.rejectTitle', { name: task.shown })} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Textarea label={t('tasks.reason')} description={t('tasks.reasonText')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={longestReason} autosize minRows={2} required data-autofocus />
          <Select
            label={t('tasks.stage')}
            placeholder={t('tasks.stageNone')}
            data={stages.filter((one) => one !== task.stage)}
            value={stage}
            onChange={setStage}
            clearable
            clearButtonProps={{ 'aria-label': t('tasks.stageNone') }}
          />
          <FormEnd label={t('tasks.doReject')} error={answer.error} pending={answer.isPending} disabled={!reason.trim()} onCancel={close} />
        </Stack>
      </form>
    </Modal>
  );
}
