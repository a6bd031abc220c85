import { ActionIcon, Alert, Badge, Button, Card, Group, Menu, Select, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconKey, IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { QueryState } from '@/components/QueryState';
import { AddUser, LinkDialog } from './AddUser';
import { type Role, roles, type Team, type User, useChangeUser, useNewLink, usersQuery } from './team';
import classes from './Team.module.css';

/** Who may sign in, and as what. */
export function Users({ admin, me, teams }: { admin: boolean; me: number | null; teams: Team[] }) {
  const { t } = useTranslation();
  const users = useQuery(usersQuery);
  const [adding, add] = useDisclosure();
  const [link, setLink] = useState<string | null>(null);
  const change = useChangeUser();
  const open = useNewLink();
  const fault = change.error ?? open.error;
  return (
    <Card>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('team.users')}
        </Title>
        {admin && (
          <Button size="sm" leftSection={<IconUserPlus size={16} />} onClick={add.open}>
            {t('team.add')}
          </Button>
        )}
      </Group>
      {fault && (
        <Alert color="red" role="alert" mb="sm">
          {fault.message}
        </Alert>
      )}
      <QueryState query={users}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('team.noUsers')}</Text>
          ) : (
            <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('team.users')}>
              <Table verticalSpacing="xs" aria-label={t('team.users')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('sources.name')}</Table.Th>
                    <Table.Th>{t('team.role')}</Table.Th>
                    <Table.Th>{t('team.teams')}</Table.Th>
                    <Table.Th>{t('team.signedIn')}</Table.Th>
                    {admin && <Table.Th aria-label={t('team.actions')} />}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>{items.map((user) => row(user))}</Table.Tbody>
              </Table>
            </div>
          )
        }
      </QueryState>
      <AddUser opened={adding} close={add.close} made={setLink} />
      <LinkDialog link={link} close={() => setLink(null)} />
    </Card>
  );

  function row(user: User) {
    const path = `/api/users/${user.id}`;
    return (
      <Table.Tr key={user.id} data-testid="user" data-email={user.email}>
        <Table.Td>
          <Text size="sm" fw={600}>
            {user.name} {user.id === me && <Badge size="sm" variant="light" tt="none">{t('team.you')}</Badge>}
          </Text>
          <Text size="xs" c="dimmed">
            {user.email}
          </Text>
        </Table.Td>
        <Table.Td>
          {admin && user.id !== me ? (
            <Select
              size="xs"
              w={130}
              allowDeselect={false}
              aria-label={t('team.roleOf', { name: user.name })}
              value={user.role}
              onChange={(role) => role && change.mutate({ path, method: 'PATCH', json: { role: role as Role } })}
              data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            />
          ) : (
            t(`role.${user.role}`)
          )}
        </Table.Td>
        <Table.Td>{teams.filter(({ id }) => user.teams.includes(id)).map(({ name }) => name).join(', ') || '–'}</Table.Td>
        <Table.Td>{user.hasPassword ? <Ago at={user.signedInAt} /> : <Text span size="sm" c="dimmed">{user.linkUntil ? t('team.invited') : t('team.noPassword')}</Text>}</Table.Td>
        {admin && (
          <Table.Td>
            {user.id !== me && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={t('team.actionsOf', { name: user.name })}>
                    <IconDots size={18} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconKey size={15} />} onClick={() => open.mutate({ path: `${path}/link`, method: 'POST' }, { onSuccess: ({ link: made }) => setLink(made) })}>
                    {t('team.newLink')}
                  </Menu.Item>
                  <Menu.Item color="red" leftSection={<IconUserMinus size={15} />} onClick={() => change.mutate({ path, method: 'DELETE' })}>
                    {t('team.remove')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </Table.Td>
        )}
      </Table.Tr>
    );
  }
}
