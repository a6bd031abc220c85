import { Badge, Button, Card, Group, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCode, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/components/Ago';
import { QueryState } from '@/components/QueryState';
import { StateMessage } from '@/components/StateMessage';
import { Snippets } from './Snippets';
import { type Source, sourcesQuery, useRevokeSource } from './sources';

export function SourceCards({ add }: { add: () => void }) {
  const { t } = useTranslation();
  const sources = useQuery(sourcesQuery);
  return (
    <QueryState query={sources}>
      {({ items }) => {
        const alive = items.filter((source) => !source.revokedAt);
        return alive.length === 0 ? (
          <StateMessage icon={<IconPlugConnected />} title={t('sources.none')} text={t('sources.noneText')}>
            <Button onClick={add}>{t('sources.add')}</Button>
          </StateMessage>
        ) : (
          <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
            {alive.map((source) => (
              <SourceCard key={source.id} source={source} />
            ))}
          </SimpleGrid>
        );
      }}
    </QueryState>
  );
}

function SourceCard({ source }: { source: Source }) {
  const { t } = useTranslation();
  const [showsCode, code] = useDisclosure();
  const [asks, ask] = useDisclosure();
  const revoke = useRevokeSource();
  return (
    <Card>
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
          {source.name}
        </Title>
        <Badge variant="light" tt="none" style={{ flexShrink: 0 }} color={source.power === 'server' ? 'grape' : 'ink'}>
          {source.power === 'server' ? t('sources.server') : t('sources.browser')}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {source.keyHint.length > 1 && `${t('sources.keyHint', { hint: source.keyHint })} · `}
        <Ago at={source.createdAt} />
      </Text>
      <Group mt="md" gap="xs">
        <Button size="xs" variant="light" leftSection={<IconCode size={15} />} onClick={code.open}>
          {t('sources.connect')}
        </Button>
        <Button size="xs" variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={ask.open}>
          {t('sources.revoke')}
        </Button>
      </Group>
      <Modal opened={showsCode} onClose={code.close} size="lg" title={t('sources.connectTo', { name: source.name })} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
        <Snippets power={source.power} />
      </Modal>
      <Modal opened={asks} onClose={ask.close} title={t('sources.revokeTitle', { name: source.name })} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
        <Stack>
          <Text>{t('sources.revokeText')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={ask.close}>
              {t('dialog.cancel')}
            </Button>
            <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate(source.id, { onSuccess: ask.close })}>
              {t('sources.revoke')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Card>
  );
}
