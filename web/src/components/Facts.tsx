import { Anchor } from '@mantine/core';
import { Fragment } from 'react';
import { shown, webAddress } from '@/lib/people';
import classes from './Facts.module.css';

/** Tracked names and values, as text whatever they are. Only addresses of the web are links. */
export function Facts({ facts, label }: { facts: Record<string, unknown>; label: string }) {
  return (
    <dl className={classes.facts} aria-label={label}>
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>
            <Broken name={name} />
          </dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A name may be broken where its words meet: after marks, and before a capital letter. */
function Broken({ name }: { name: string }) {
  return name.split(/(?<=[_.\-/: ])|(?<=\p{Ll})(?=\p{Lu})/u).map((part, place) => (
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
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
