import { Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconArrowDown, IconFilter, IconHeartHandshake } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '@/components/AnchorLink';
import { Figure } from '@/components/Figure';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { number, share } from '@/lib/format';
import { asideOf, type Step, stepsOf, unstagedOf } from './shares';
import { type Funnel, funnelQuery } from './stages';
import classes from './FunnelPicture.module.css';

/** How many leads stand at each step, and how many went on to the next. */
export function FunnelPicture({ planNames }: { planNames: Map<string, string> }) {
  const { t } = useTranslation();
  const funnel = useQuery(funnelQuery);
  return (
    <QueryState query={funnel}>
      {(known) =>
        known.counts.every(({ leads }) => leads === 0) ? (
          <StateMessage icon={<IconFilter />} title={t('leads.none')} text={t('leads.noneText')} />
        ) : (
          <Picture funnel={known} planNames={planNames} />
        )
      }
    </QueryState>
  );
}

function Picture({ funnel, planNames }: { funnel: Funnel; planNames: Map<string, string> }) {
  const { t } = useTranslation();
  const steps = stepsOf(funnel);
  const aside = asideOf(funnel);
  const unstaged = unstagedOf(funnel);
  const all = funnel.counts.reduce((sum, { leads }) => sum + leads, 0);
  const most = Math.max(1, ...steps.map(({ leads }) => leads), unstaged);
  const lines = funnel.activationScores.map(({ plan, score }) => `${planNames.get(plan) ?? plan}: ${number(score)}`);
  const handOverText = [t('funnel.handOver'), lines.length > 0 ? `${t('funnel.activation')} – ${lines.join(', ')}` : ''].filter(Boolean).join(' · ');
  const handedOver = steps.find(({ isHandOver }) => isHandOver);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, sm: 3 }}>
        <Figure name={t('funnel.all')} value={number(all)} />
        <Figure name={t('funnel.inFunnel')} value={number(steps[0]?.reached ?? 0)} note={share((steps[0]?.reached ?? 0) / Math.max(1, all))} />
        {handedOver && <Figure name={t('funnel.handedOver')} value={number(handedOver.reached)} note={t('funnel.from', { stage: handedOver.stage })} />}
      </SimpleGrid>
      <Card>
        <Title order={2} size="h4">
          {t('funnel.steps')}
        </Title>
        <Text size="sm" c="dimmed" mb="md">
          {t('funnel.stepsText')}
        </Text>
        <ol className={classes.steps}>
          <Row name={t('funnel.none')} stage="" leads={unstaged} most={most} all={all} faint />
          {steps.map((step, place) => (
            <Row key={step.stage} name={step.stage} stage={step.stage} leads={step.leads} most={most} all={all} place={place / Math.max(1, steps.length - 1)} handOver={step.isHandOver ? handOverText : undefined}>
              <Onward step={step} />
            </Row>
          ))}
        </ol>
        {aside.length > 0 && (
          <>
            <Title order={3} size="h6" mt="lg" mb={6}>
              {t('funnel.aside')}
            </Title>
            <ul className={classes.steps}>
              {aside.map(({ stage, leads }) => (
                <Row key={stage} name={stage} stage={stage} leads={leads} most={most} all={all} faint />
              ))}
            </ul>
          </>
        )}
      </Card>
    </Stack>
  );
}

interface RowProps {
  name: string;
  /** By which the list of leads is narrowed; empty for those in none. */
  stage: string;
  leads: number;
  most: number;
  all: number;
  /** From 0, the first stage, to 1, the last. */
  place?: number;
  faint?: boolean;
  /** At the stage at which sales takes over: what to say of it. */
  handOver?: string;
  children?: ReactNode;
}

function Row({ name, stage, leads, most, all, place, faint = false, handOver, children }: RowProps) {
  const { t } = useTranslation();
  return (
    <li className={classes.step} data-testid="stage" data-stage={name}>
      {handOver && (
        <Group gap={6} className={classes.handOver}>
          <IconHeartHandshake size={15} aria-hidden />
          {handOver}
        </Group>
      )}
      <div className={classes.row}>
        <span className={classes.name} data-faint={faint || undefined}>
          {name}
        </span>
        <span className={classes.track} aria-hidden>
          <span className={classes.bar} style={{ width: `${(leads / most) * 100}%`, background: place === undefined ? 'var(--kelvin-track-faint)' : colorAt(place) }} />
        </span>
        <AnchorLink to="/leads" search={{ stage }} className={classes.count} aria-label={t('funnel.show', { count: leads, shown: number(leads), stage: name })}>
          {number(leads)}
        </AnchorLink>
        <span className={classes.share}>{share(leads / Math.max(1, all))}</span>
      </div>
      {children}
    </li>
  );
}

function Onward({ step }: { step: Step }) {
  const { t } = useTranslation();
  if (step.onward === null) return null;
  return (
    <div className={classes.onward}>
      <IconArrowDown size={13} aria-hidden />
      {t('funnel.onward', { share: share(step.onward) })}
    </div>
  );
}

/** A colour between those of the theme, from the first stage to the last. */
function colorAt(place: number): string {
  const step = Math.min(3, Math.floor(place * 4));
  return `color-mix(in oklab, var(--kelvin-stage-${step + 1}) ${Math.round((place * 4 - step) * 100)}%, var(--kelvin-stage-${step}))`;
}
