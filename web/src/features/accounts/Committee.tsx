import { Card, Text, Title } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { points } from '@/lib/format';
import { nameOf } from '@/lib/people';
import type { AccountPageView } from './accounts';
import classes from './Committee.module.css';

/** Which roles of the buying committee are filled, by whom, and which are missing. */
export function Committee({ account, plan }: { account: AccountPageView; plan: string | undefined }) {
  const { t } = useTranslation();
  const seats = account.standings.find((standing) => standing.plan === plan)?.committee ?? [];
  if (seats.length === 0) return null;
  const names = new Map(account.members.map((member) => [member.id, nameOf(member) ?? t('lead.visitor')]));
  const people = (ids: string[]) =>
    ids.map((id, place) => (
      <Fragment key={id}>
        {place > 0 && ', '}
        <AnchorLink to="/leads/$leadId" params={{ leadId: id }} size="sm">
          {names.get(id) ?? id}
        </AnchorLink>
      </Fragment>
    ));
  return (
    <Card data-testid="committee">
      <Title order={2} size="h4">
        {t('accounts.committee')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('accounts.committeeText')}
      </Text>
      <ul className={classes.seats}>
        {seats.map((seat) => (
          <li key={seat.name} className={classes.seat} data-filled={seat.filledBy.length > 0 || undefined}>
            <span className={classes.mark} aria-hidden>
              {seat.filledBy.length > 0 ? <IconCheck size={15} /> : <IconMinus size={15} />}
            </span>
            <span className={classes.who}>
              <b>{seat.name}</b> <span className={classes.points}>{points(seat.points)}</span>
              <br />
              {seat.filledBy.length > 0 ? <Text span size="sm">{people(seat.filledBy)}</Text> : <Text span size="sm">{t('accounts.missing')}</Text>}
              {seat.tooQuiet.length > 0 && (
                <Text size="sm" c="dimmed">
                  {t('accounts.tooQuiet')} {people(seat.tooQuiet)}
                </Text>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
