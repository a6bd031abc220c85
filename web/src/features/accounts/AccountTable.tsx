import { Button, Table, Text } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { heatOf, Label } from '@/components/Label';
import { Lines } from '@/components/QueryState';
import { FaultMessage, StateMessage } from '@/components/StateMessage';
import { number } from '@/lib/format';
import { accountNameOf } from '@/lib/people';
import { verdictWord } from '@/lib/words';
import { type Account, type AccountScale, accountScaleQuery, accountsQuery } from './accounts';
import classes from './AccountTable.module.css';

/** The accounts, by the score of an account plan where there is one. */
export function AccountTable({ plan }: { plan: string | undefined }) {
  const { t } = useTranslation();
  const accounts = useInfiniteQuery(accountsQuery(plan));
  const scale = useQuery({ ...accountScaleQuery(plan ?? ''), enabled: plan !== undefined }).data ?? { grades: [], levels: [] };
  const labelled = isLabelled(scale);
  const found = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  if (accounts.error && !accounts.data) return <FaultMessage error={accounts.error} again={() => void accounts.refetch()} />;
  if (!accounts.data) return <Lines count={8} />;
  if (found.length === 0) return <StateMessage icon={<IconBuilding />} title={t('accounts.none')} text={t('accounts.noneText')} />;
  return (
    <>
      <div className={classes.frame}>
        <Table verticalSpacing="sm" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('lead.account')}</Table.Th>
              {plan && (
                <>
                  {labelled && <Table.Th>{t('lead.label')}</Table.Th>}
                  <Table.Th ta="right">{t('lead.score')}</Table.Th>
                  {labelled && <Table.Th visibleFrom="sm">{t('lead.verdict')}</Table.Th>}
                </>
              )}
              <Table.Th visibleFrom="sm">{t('lead.firstSeen')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.map((account) => (
              <Row key={account.id} account={account} plan={plan} scale={scale} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {accounts.hasNextPage && (
        <Button variant="light" mt="md" loading={accounts.isFetchingNextPage} onClick={() => void accounts.fetchNextPage()}>
          {t('accounts.more')}
        </Button>
      )}
    </>
  );
}

function Row({ account, plan, scale }: { account: Account; plan: string | undefined; scale: AccountScale }) {
  const { t } = useTranslation();
  const score = account.scores.find((candidate) => candidate.plan === plan);
  const name = accountNameOf(account);
  const labelled = isLabelled(scale);
  return (
    <Table.Tr pos="relative">
      <Table.Td>
        <Link to="/accounts/$accountId" params={{ accountId: account.id }} search={{ plan }} className={classes.link}>
          {name}
        </Link>
        {name !== account.id && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {account.id}
          </Text>
        )}
      </Table.Td>
      {plan && (
        <>
          {labelled && (
            <Table.Td>
              <Label label={score?.label ?? null} heat={heatOf(score?.grade ?? null, score?.level ?? null, scale.grades, scale.levels)} />
            </Table.Td>
          )}
          <Table.Td ta="right" fw={650} fz={17}>
            {score ? number(score.score) : '–'}
          </Table.Td>
          {labelled && (
            <Table.Td visibleFrom="sm" c="dimmed">
              {verdictWord(t, score?.verdict)}
            </Table.Td>
          )}
        </>
      )}
      <Table.Td visibleFrom="sm" c="dimmed">
        <Ago at={account.firstSeen} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A plan without grades and levels labels nobody. */
function isLabelled({ grades, levels }: AccountScale): boolean {
  return grades.length + levels.length > 0;
}
