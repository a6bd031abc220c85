import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { QueryState } from '@/components/QueryState';
import { meQuery } from '@/features/access/session';
import { OwnAccount } from '@/features/team/OwnAccount';
import { teamsQuery } from '@/features/team/team';
import { Teams } from '@/features/team/Teams';
import { Users } from '@/features/team/Users';

export function TeamPage() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const teams = useQuery(teamsQuery).data?.items ?? [];
  return (
    <>
      <PageHead title={t('nav.team')} text={t('team.text')} />
      <QueryState query={me}>
        {({ powers, user, name, email }) => (
          <Stack>
            <Users admin={powers.includes('admin')} me={user} teams={teams} />
            <Teams admin={powers.includes('admin')} teams={teams} />
            {user !== null && email !== null && <OwnAccount name={name} email={email} />}
          </Stack>
        )}
      </QueryState>
    </>
  );
}
