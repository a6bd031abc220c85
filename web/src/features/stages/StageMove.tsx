import { Modal, Select, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { FormEnd } from '@/components/FormEnd';
import { asideOf } from './shares';
import { funnelQuery, useMove } from './stages';

const longestReason = 1000;

/** A person's move: sales accepts, rejects or recycles the lead, and says why. */
export function StageMove({ leadId, stage, opened, close }: { leadId: string; stage: string | null; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const funnel = useQuery({ ...funnelQuery, enabled: opened }).data;
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const move = useMove(leadId);
  const leave = () => {
    close();
    setTo(null);
    setReason('');
    move.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to) move.mutate({ stage: to, reason: reason.trim() || undefined }, { onSuccess: leave });
  };
  const stages = funnel ? [...funnel.all, ...funnel.aside.filter((name) => asideOf(funnel).some((one) => one.stage === name))] : [];
  return (
    <Modal opened={opened} onClose={leave} title={t('stage.move')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Select label={t('stage.to')} data={stages.filter((name) => name !== stage)} value={to} onChange={setTo} required data-autofocus />
          <Textarea label={t('stage.reason')} description={t('stage.reasonText')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={longestReason} autosize minRows={2} />
          <FormEnd label={t('stage.do')} error={move.error} pending={move.isPending} disabled={!to} onCancel={leave} />
        </Stack>
      </form>
    </Modal>
  );
}
