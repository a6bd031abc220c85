import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime, relative } from '@/lib/format';

/** An instant as people say it, and exactly when pointed at. It goes on while the page is open. */
export function Ago({ at }: { at: string | null | undefined }) {
  useTranslation();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 15_000, { autoInvoke: true });
  if (!at) return <span>–</span>;
  return (
    <time dateTime={at} title={dateTime(at)}>
      {relative(at, now)}
    </time>
  );
}
