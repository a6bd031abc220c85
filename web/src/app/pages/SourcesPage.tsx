import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/PageHead';
import { AddSource } from '@/features/sources/AddSource';
import { Debugger } from '@/features/sources/Debugger';
import { SourceCards } from '@/features/sources/SourceCards';

export function SourcesPage() {
  const { t } = useTranslation();
  const [adds, adding] = useDisclosure();
  return (
    <>
      <PageHead title={t('nav.sources')} text={t('sources.text')}>
        <Button leftSection={<IconPlus size={17} />} onClick={adding.open}>
          {t('sources.add')}
        </Button>
      </PageHead>
      <SourceCards add={adding.open} />
      <Debugger />
      <AddSource opened={adds} close={adding.close} />
    </>
  );
}
