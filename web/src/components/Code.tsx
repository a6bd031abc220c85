import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Code.module.css';

/** Text for machines, to read and to copy. */
export function Code({ text, label, wrap = false, tall = false }: { text: string; label: string; wrap?: boolean; tall?: boolean }) {
  return (
    <div className={classes.frame}>
      <pre className={classes.text} data-wrap={wrap || undefined} data-tall={tall || undefined} tabIndex={0} role="group" aria-label={label}>
        <code>{text}</code>
      </pre>
      <div className={classes.copy}>
        <Copy text={text} />
      </div>
    </div>
  );
}

export function Copy({ text, size = 16 }: { text: string; size?: number }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copy.done') : t('copy.copy')}>
          <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} onClick={copy} aria-label={copied ? t('copy.done') : t('copy.copy')}>
            {copied ? <IconCheck size={size} /> : <IconCopy size={size} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
