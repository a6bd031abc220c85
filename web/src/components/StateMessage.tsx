import { Button, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/lib/http';

interface Props {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  color?: string;
  /** It is all that the page has to say. */
  page?: boolean;
  children?: ReactNode;
}

/** What stands where there is nothing to show: why, and what to do next. */
export function StateMessage({ icon, title, text, color, page = false, children }: Props) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center" maw={520} mx="auto">
      <ThemeIcon variant="light" size={56} radius="xl" color={color}>
        {icon}
      </ThemeIcon>
      <Title order={page ? 1 : 2} size="h4">
        {title}
      </Title>
      {text && <Text c="dimmed">{text}</Text>}
      {children}
    </Stack>
  );
}

export function FaultMessage({ error, again }: { error: Error; again: () => void }) {
  const { t } = useTranslation();
  const unreachable = error instanceof Problem && error.status === 0;
  return (
    <div role="alert">
      <StateMessage
        icon={<IconPlugConnectedX />}
        color="red"
        title={unreachable ? t('state.unreachable') : t('state.failed')}
        text={unreachable ? t('state.unreachableText') : error.message}
      >
        <Button leftSection={<IconRefresh size={16} />} onClick={again}>
          {t('state.again')}
        </Button>
      </StateMessage>
    </div>
  );
}
