import { Collapse, NumberInput, Slider, Text } from '@mantine/core';
import { IconAdjustments, IconChevronRight } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { StateMessage } from '@/components/StateMessage';
import { number, points } from '@/lib/format';
import { Curve } from './Curve';
import { type Knob, type KnobGroup, reachOf } from './knobs';
import { groupWord, knobWord, unitWord } from './words';
import classes from './Knobs.module.css';

interface Props {
  groups: KnobGroup[];
  /** The group that is open. */
  open: string | null;
  choose: (group: KnobGroup | null) => void;
  turn: (knob: Knob, value: number) => void;
}

/** All numbers of the plan, to be turned: what they do shows beside, and the text follows. */
export function Knobs({ groups, open, choose, turn }: Props) {
  const { t } = useTranslation();
  // Where each knob began tells how far it goes; the ends must not run away while it is being turned.
  const began = useRef(new Map<string, number>());
  for (const { knobs } of groups) for (const { id, value } of knobs) if (!began.current.has(id)) began.current.set(id, value);
  if (groups.length === 0) return <StateMessage icon={<IconAdjustments />} title={t('knobs.none')} text={t('knobs.noneText')} />;
  return (
    <ul className={classes.groups}>
      {groups.map((group) => (
        <li key={group.id} className={classes.group} data-side={group.side ?? undefined} data-inner={group.id.split('/').length > 2 || undefined}>
          <button type="button" className={classes.head} aria-expanded={open === group.id} onClick={() => choose(open === group.id ? null : group)}>
            <span className={classes.name}>{groupWord(t, group)}</span>
            <span className={classes.summary}>{summary(group)}</span>
            <IconChevronRight size={14} className={classes.chevron} data-open={open === group.id || undefined} aria-hidden />
          </button>
          <Collapse expanded={open === group.id}>
            {open === group.id && (
              <div className={classes.body}>
                {group.knobs.map((knob) => (
                  <Turn key={knob.id} knob={knob} was={began.current.get(knob.id)!} turn={(value) => turn(knob, value)} />
                ))}
                <Curve group={group} />
              </div>
            )}
          </Collapse>
        </li>
      ))}
    </ul>
  );

  function summary({ knobs }: KnobGroup): string {
    const main = knobs.find(({ key }) => key === 'points');
    const rest = knobs.filter((knob) => knob !== main).slice(0, main ? 1 : 3);
    return [main && points(main.value), ...rest.map((knob) => `${knobWord(t, knob)} ${number(knob.value)}${knob.unit ? ` ${unitWord(t, knob.unit)}` : ''}`)].filter(Boolean).join(' · ');
  }
}

function Turn({ knob, was, turn }: { knob: Knob; was: number; turn: (value: number) => void }) {
  const { t } = useTranslation();
  const { min, max, step } = reachOf(knob, was);
  const name = knobWord(t, knob);
  return (
    <div className={classes.turn}>
      <Text size="sm" className={classes.knobName}>
        {name}
      </Text>
      <Slider
        min={min}
        max={max}
        step={step}
        value={Math.min(max, Math.max(min, knob.value))}
        onChange={turn}
        label={null}
        size="sm"
        thumbLabel={name}
        marks={was > min && was < max ? [{ value: was }] : undefined}
        className={classes.slider}
      />
      <NumberInput
        size="xs"
        value={knob.value}
        onChange={(value) => typeof value === 'number' && turn(value)}
        step={step}
        suffix={knob.unit ? ` ${unitWord(t, knob.unit)}` : undefined}
        aria-label={name}
        className={classes.number}
        hideControls
      />
    </div>
  );
}
