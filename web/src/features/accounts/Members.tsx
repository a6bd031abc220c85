import { Box, Card, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { nameOf } from '@/lib/people';
import type { AccountPageView } from './accounts';

/** The leads of an account. */
export function Members({ account }: { account: AccountPageView }) {
  const { t } = useTranslation();
  return (
    <Card>
      <Title order={2} size="h4" mb="xs">
        {t('accounts.members', { count: account.members.length })}
      </Title>
      {account.members.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('accounts.noMembers')}
        </Text>
      )}
      <Box component="ul" p={0} m={0} style={{ listStyle: 'none', columns: 'auto 220px', lineHeight: 1.9 }}>
        {account.members.map((member) => (
          <li key={member.id}>
            <AnchorLink to="/leads/$leadId" params={{ leadId: member.id }} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {nameOf(member) ?? t('lead.visitor')}
            </AnchorLink>
          </li>
        ))}
      </Box>
    </Card>
  );
}
