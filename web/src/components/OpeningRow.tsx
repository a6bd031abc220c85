import { Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './OpeningRow.module.css';

interface Props {
  /** What stands in the row, from left to right; the part that gives way has the class `what` of these rows. */
  children: ReactNode;
  /** What it opens to; made only while it is open. */
  detail: () => ReactNode;
  /** A line parts it from the row above. */
  lined?: boolean;
  className?: string;
  testId?: string;
}

/** A row of a list that opens to what is behind it. */
export function OpeningRow({ children, detail, lined, className, testId }: Props) {
  const [open, { toggle }] = useDisclosure(false);
  return (
    <>
      <button type="button" className={className ? `${classes.row} ${className}` : classes.row} aria-expanded={open} onClick={toggle} data-lined={lined} data-testid={testId}>
        {children}
        <Chevron open={open} />
      </button>
      <Collapse expanded={open}>{open && detail()}</Collapse>
    </>
  );
}

/** Says whether something is open. One that is hidden keeps its place. */
export function Chevron({ open, hidden }: { open: boolean; hidden?: boolean }) {
  return <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} style={hidden ? { visibility: 'hidden' } : undefined} aria-hidden />;
}
