import { Button, Modal, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api';
import { FormEnd } from '@/components/FormEnd';
import { teamsQuery, useOwner, usersQuery } from './team';

/** Whose lead it is, and giving it to someone else. */
export function Owner({ leadId, owner, may }: { leadId: string; owner: Schemas['OwnerView'] | null | undefined; may: boolean }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure();
  const name = owner?.userName ?? owner?.teamName ?? t('owner.nobody');
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }} data-testid="owner">
        {name}
        {may && (
          <Button size="compact-xs" variant="subtle" ml={6} onClick={dialog.open}>
            {t('owner.change')}
          </Button>
        )}
      </Text>
      {opened && <OwnerDialog leadId={leadId} owner={owner} close={dialog.close} />}
    </>
  );
}

function OwnerDialog({ leadId, owner, close }: { leadId: string; owner: Schemas['OwnerView'] | null | undefined; close: () => void }) {
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data?.items ?? [];
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const [user, setUser] = useState(owner?.user == null ? null : String(owner.user));
  const [team, setTeam] = useState(owner?.team == null ? null : String(owner.team));
  const give = useOwner();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate({ leadId, user: user === null ? null : Number(user), team: team === null ? null : Number(team) }, { onSuccess: close });
  };
  const clear = { 'aria-label': t('leads.clear') };
  return (
    <Modal opened onClose={close} title={t('owner.title')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Select label={t('owner.person')} data={users.map(({ id, name }) => ({ value: String(id), label: name }))} value={user} onChange={setUser} clearable clearButtonProps={clear} searchable data-autofocus />
          <Select label={t('owner.team')} data={teams.map(({ id, name }) => ({ value: String(id), label: name }))} value={team} onChange={setTeam} clearable clearButtonProps={clear} />
          <FormEnd label={t('dialog.save')} error={give.error} pending={give.isPending} disabled={false} onCancel={close} />
        </Stack>
      </form>
    </Modal>
  );
}
