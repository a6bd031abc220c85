import { Button, Card, Group, Menu, Text } from '@mantine/core';
import { IconCheck, IconClock, IconFlame, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { AnchorLink } from '@/components/AnchorLink';
import { heatColors } from '@/components/Label';
import { dateTime, number, points, shortDateTime } from '@/lib/format';
import type { Answer, Task } from './tasks';
import classes from './Tasks.module.css';

interface Props {
  task: Task;
  may: boolean;
  busy: boolean;
  answer: (said: Omit<Answer, 'id'>) => void;
  reject: () => void;
}

/** One lead to be called: what it is worth, why, until when, and what can be done with it. */
export function TaskCard({ task, may, busy, answer, reject }: Props) {
  const { t } = useTranslation();
  const open = task.state === 'open' || task.state === 'accepted';
  const last = task.notes.findLast((note) => note.reason !== null);
  return (
    <Card padding="md" className={classes.card} data-testid="task" data-lead={task.leadId}>
      <div className={classes.worth} style={heatColors(Math.min(1, (task.score ?? 0) / 100))}>
        <b>{task.label ?? number(task.score ?? 0)}</b>
        {task.label !== null && <span>{number(task.score ?? 0)}</span>}
      </div>
      <div className={classes.who}>
        <Group gap={8} align="baseline">
          <AnchorLink to="/leads/$leadId" params={{ leadId: task.leadId }} search={{ plan: task.plan ?? undefined }} fw={650}>
            {task.shown}
          </AnchorLink>
          <Text span size="sm" c="dimmed">
            {[task.title, task.company].filter(Boolean).join(', ')}
          </Text>
        </Group>
        <Text size="sm" className={classes.ask}>
          {task.ask === 'Call now' ? t('tasks.callNow') : task.ask}
          {task.email && (
            <>
              {' · '}
              <a href={`mailto:${encodeURIComponent(task.email).replaceAll('%40', '@')}`} className={classes.mail}>
                {task.email}
              </a>
            </>
          )}
        </Text>
        {task.why && (
          <Text size="sm" className={classes.why}>
            {task.why.what}
          </Text>
        )}
        {task.why?.parts && task.why.parts.length > 0 && (
          <div className={classes.parts}>
            {task.why.parts.slice(0, 4).map((part) => (
              <span key={part.name}>
                {part.name} <b>{points(part.points)}</b>
              </span>
            ))}
          </div>
        )}
        <Text size="xs" c="dimmed" component="div">
          {[task.stage, task.owner?.userName ?? task.owner?.teamName].filter(Boolean).join(' · ')}
          {(task.stage || task.owner) && ' · '}
          {t('tasks.since')} <Ago at={task.createdAt} />
          {task.fadesAt && (
            <span className={classes.fades} title={dateTime(task.fadesAt)}>
              <IconFlame size={13} aria-hidden /> {t('tasks.fades', { at: shortDateTime(task.fadesAt) })}
            </span>
          )}
          {task.snoozedUntil && ` · ${t('tasks.snoozed')} ${shortDateTime(task.snoozedUntil)}`}
        </Text>
        {last && (
          <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
            {last.by}: {t('stage.quoted', { reason: last.reason })}
          </Text>
        )}
      </div>
      {may && open && (
        <div className={classes.answers}>
          {task.state === 'open' && (
            <Button size="xs" loading={busy} leftSection={<IconCheck size={15} />} onClick={() => answer({ did: 'accept' })}>
              {t('tasks.accept')}
            </Button>
          )}
          {task.state === 'accepted' && (
            <Button size="xs" loading={busy} leftSection={<IconCheck size={15} />} onClick={() => answer({ did: 'done' })}>
              {t('tasks.done')}
            </Button>
          )}
          <Button size="xs" variant="default" leftSection={<IconX size={15} />} disabled={busy} onClick={reject}>
            {t('tasks.reject')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" variant="default" leftSection={<IconClock size={15} />} disabled={busy}>
                {t('tasks.snooze')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(['hour', 'tomorrow', 'week'] as const).map((when) => (
                <Menu.Item key={when} onClick={() => answer({ did: 'snooze', until: instantOf(when) })}>
                  {t(`tasks.in.${when}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
    </Card>
  );
}

function instantOf(when: 'hour' | 'tomorrow' | 'week'): string {
  const at = new Date();
  if (when === 'hour') at.setHours(at.getHours() + 1);
  else {
    at.setDate(at.getDate() + (when === 'week' ? 7 : 1));
    at.setHours(9, 0, 0, 0);
  }
  return at.toISOString();
}
