import { ActionIcon, Button, Card, Group, Modal, MultiSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPencil, IconTrash, IconUsersPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormEnd } from '@/components/FormEnd';
import { type Team, useChangeTeam, usersQuery } from './team';

/** Teams share leads: what is a team's, each of its members sees. */
export function Teams({ admin, teams }: { admin: boolean; teams: Team[] }) {
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data?.items ?? [];
  const names = new Map(users.map((user) => [user.id, user.name]));
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  const change = useChangeTeam();
  return (
    <Card>
      <Group justify="space-between" mb="xs">
        <div>
          <Title order={2} size="h4">
            {t('team.teams')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('team.teamsText')}
          </Text>
        </div>
        {admin && (
          <Button size="sm" variant="light" leftSection={<IconUsersPlus size={16} />} onClick={() => setEditing('new')}>
            {t('team.addTeam')}
          </Button>
        )}
      </Group>
      <Stack gap="xs">
        {teams.map((team) => (
          <Group key={team.id} justify="space-between" wrap="nowrap" data-testid="team">
            <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Text size="sm" fw={600}>
                {team.name}
              </Text>
              <Text size="sm" c="dimmed">
                {team.members.map((id) => names.get(id) ?? `#${id}`).join(', ') || '–'}
              </Text>
            </div>
            {admin && (
              <Group gap={4} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" aria-label={t('team.change', { name: team.name })} onClick={() => setEditing(team)}>
                  <IconPencil size={17} />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label={t('team.removeTeam', { name: team.name })} onClick={() => change.mutate({ path: `/api/teams/${team.id}`, method: 'DELETE' })}>
                  <IconTrash size={17} />
                </ActionIcon>
              </Group>
            )}
          </Group>
        ))}
      </Stack>
      {editing !== null && <TeamDialog team={editing === 'new' ? null : editing} people={users.map(({ id, name }) => ({ value: String(id), label: name }))} close={() => setEditing(null)} />}
    </Card>
  );
}

function TeamDialog({ team, people, close }: { team: Team | null; people: { value: string; label: string }[]; close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(team?.name ?? '');
  const [members, setMembers] = useState(team?.members.map(String) ?? []);
  const change = useChangeTeam();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const json = { name: name.trim(), members: members.map(Number) };
    change.mutate(team ? { path: `/api/teams/${team.id}`, method: 'PUT', json } : { path: '/api/teams', method: 'POST', json }, { onSuccess: close });
  };
  return (
    <Modal opened onClose={close} title={team ? t('team.change', { name: team.name }) : t('team.addTeam')} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('sources.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={200} required data-autofocus />
          <MultiSelect label={t('team.members')} data={people} value={members} onChange={setMembers} searchable clearButtonProps={{ 'aria-label': t('leads.clear') }} />
          <FormEnd label={t('dialog.save')} error={change.error} pending={change.isPending} disabled={!name.trim()} onCancel={close} />
        </Stack>
      </form>
    </Modal>
  );
}
