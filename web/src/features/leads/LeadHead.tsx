import { Avatar, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { AnchorLink } from '@/components/AnchorLink';
import { Copy } from '@/components/Code';
import { number } from '@/lib/format';
import { companyOf, nameOf } from '@/lib/people';
import type { Lead } from './leads';

/** Who the lead is. */
export function LeadHead({ lead, owner }: { lead: Lead; owner: ReactNode }) {
  const { t } = useTranslation();
  const name = nameOf(lead) ?? t('lead.visitor');
  useDocumentTitle(`${name} · Kelvin`);
  return (
    <Card mb="md">
      <Group wrap="nowrap" align="flex-start" gap="md">
        <Avatar radius="xl" size={52} color="ink" aria-hidden>
          {initials(name)}
        </Avatar>
        <Stack gap={2} miw={0} flex={1}>
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          <Group gap={6}>
            {lead.email && (
              <>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {lead.email}
                </Text>
                <Copy text={lead.email} size={14} />
              </>
            )}
          </Group>
        </Stack>
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }} mt="md" spacing="sm">
        <Fact name={t('lead.account')}>
          {lead.accountId ? (
            <AnchorLink to="/accounts/$accountId" params={{ accountId: lead.accountId }} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {companyOf(lead)}
            </AnchorLink>
          ) : (
            '–'
          )}
        </Fact>
        <Fact name={t('lead.userId')}>{lead.userId ?? '–'}</Fact>
        <Fact name={t('lead.firstSeen')}>
          <Ago at={lead.firstSeen} />
        </Fact>
        <Fact name={t('lead.lastSeen')}>
          <Ago at={lead.lastSeen} />
        </Fact>
        <Fact name={t('lead.owner')}>{owner}</Fact>
        <Fact name={t('lead.stage')}>{lead.stage ?? '–'}</Fact>
        <Fact name={t('lead.events')}>{number(lead.eventCount)}</Fact>
      </SimpleGrid>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
}
