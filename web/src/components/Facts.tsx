import { Anchor } from '@mantine/core';
import { shown, webAddress } from '@/lib/people';
import classes from './Facts.module.css';

/** Tracked names and values, as text whatever they are. Only addresses of the web are links. */
export function Facts({ facts, label }: { facts: Record<string, unknown>; label: string }) {
  return (
    <dl className={classes.facts} aria-label={label}>
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: unknown }) {
  const address = webAddress(value);
  if (!address) return shown(value);
  return (
    <Anchor href={address} target="_blank" rel="noopener noreferrer nofollow" size="sm">
      {shown(value)}
    </Anchor>
  );
}
