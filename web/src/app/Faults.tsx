import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FaultMessage, StateMessage } from '@/components/StateMessage';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <StateMessage page icon={<IconMapQuestion />} title={t('state.notFound')} text={t('state.notFoundText')}>
      <Button component={Link} to="/leads">
        {t('state.toLeads')}
      </Button>
    </StateMessage>
  );
}

export function PageFault({ error }: { error: unknown }) {
  const router = useRouter();
  return <FaultMessage error={error instanceof Error ? error : new Error(String(error))} again={() => router.invalidate()} />;
}
