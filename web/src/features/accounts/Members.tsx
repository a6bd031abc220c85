import { Card, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { Ago } from '@/components/Ago';
import { number } from '@/lib/format';
import { nameOf } from '@/lib/people';
import type { AccountPageView } from './accounts';
import classes from './Members.module.css';

/** The leads of an account: those who count most first. */
export function Members({ account, plan }: { account: AccountPageView; plan: string | undefined }) {
  const { t } = useTranslation();
  const standing = account.standings.find((one) => one.plan === plan);
  const scores = new Map(standing?.members.map((member) => [member.leadId, member]));
  const members = [...account.members].sort((one, other) => (scores.get(other.id)?.counts ?? -Infinity) - (scores.get(one.id)?.counts ?? -Infinity));
  return (
    <Card>
      <Title order={2} size="h4" mb="xs">
        {t('accounts.members', { count: account.members.length })}
      </Title>
      {members.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('accounts.noMembers')}
        </Text>
      )}
      <ul className={classes.members}>
        {members.map((member) => {
          const score = scores.get(member.id);
          return (
            <li key={member.id} className={classes.member}>
              <span className={classes.who}>
                <AnchorLink to="/leads/$leadId" params={{ leadId: member.id }} search={{ plan: standing?.memberPlan ?? undefined }} size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {nameOf(member) ?? t('lead.visitor')}
                </AnchorLink>
                <Text span size="xs" c="dimmed">
                  {[score?.label, member.stage].filter(Boolean).join(' · ')}
                </Text>
              </span>
              <Text span size="xs" c="dimmed" className={classes.seen}>
                <Ago at={member.lastSeen} />
              </Text>
              <Text span size="sm" className={classes.counts}>
                {score ? t('accounts.counts', { points: number(score.counts) }) : '–'}
              </Text>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
