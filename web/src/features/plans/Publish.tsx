import { Alert, Button, Group, Modal, Radio, Stack, Textarea, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryState } from '@/components/QueryState';
import { Changes } from './Changes';
import { diffQuery, draftDiffQuery } from './changes';
import { usePublish } from './planning';

const longestMessage = 1000;

interface Props {
  plan: string;
  /** The draft that becomes a version; or, to go back, a version that exists. */
  what: { draft: string; newest: number | undefined } | { version: number; active: number | undefined };
  opened: boolean;
  close: () => void;
  published: (version: number) => void;
}

/** Publishing: what changes, why, and whether the world is told of the crossings that it causes. */
export function Publish({ plan, what, opened, close, published }: Props) {
  const { t } = useTranslation();
  const [message, setMessage] = useState('');
  const [crossings, setCrossings] = useState<'raise' | 'silent'>('silent');
  const publish = usePublish();
  const leave = () => {
    close();
    setMessage('');
    setCrossings('silent');
    publish.reset();
  };
  const send = (keep: boolean) => {
    const common = { plan, crossings, message: message.trim() };
    publish.mutate('draft' in what ? { ...common, draft: what.draft, newest: what.newest, keep } : { ...common, version: what.version }, {
      onSuccess: ({ version }) => {
        leave();
        published(version);
      },
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(false);
  };
  const title = 'draft' in what ? t('publish.title') : t('publish.backTitle', { version: what.version });
  return (
    <Modal opened={opened} onClose={leave} size="lg" title={title} closeButtonProps={{ 'aria-label': t('dialog.close') }}>
      <form onSubmit={submit}>
        <Stack>
          {opened && (
            <section>
              <Title order={3} size="h6" mb={4}>
                {t('changes.title')}
              </Title>
              {'draft' in what ? <OfDraft plan={plan} draft={what.draft} /> : what.active !== undefined && <OfVersion plan={plan} from={what.active} to={what.version} />}
            </section>
          )}
          <Textarea label={t('publish.message')} description={t('publish.messageText')} value={message} onChange={(event) => setMessage(event.currentTarget.value)} maxLength={longestMessage} autosize minRows={2} data-autofocus />
          <Radio.Group label={t('publish.crossings')} value={crossings} onChange={(value) => setCrossings(value as 'raise' | 'silent')}>
            <Stack gap="xs" mt={6}>
              <Radio value="silent" label={t('publish.silent')} description={t('publish.silentText')} />
              <Radio value="raise" label={t('publish.raise')} description={t('publish.raiseText')} />
            </Stack>
          </Radio.Group>
          {publish.error && (
            <Alert color="red" role="alert">
              {publish.error.message || t('state.unreachableText')}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t('dialog.cancel')}
            </Button>
            {'draft' in what && (
              <Button variant="default" onClick={() => send(true)} disabled={publish.isPending}>
                {t('publish.keep')}
              </Button>
            )}
            <Button type="submit" loading={publish.isPending}>
              {'draft' in what ? t('publish.do') : t('publish.back')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function OfDraft({ plan, draft }: { plan: string; draft: string }) {
  const difference = useQuery(draftDiffQuery(plan, draft));
  return <QueryState query={difference}>{({ items }) => <Changes items={items} />}</QueryState>;
}

export function OfVersion({ plan, from, to }: { plan: string; from: number; to: number }) {
  const difference = useQuery(diffQuery(plan, from, to));
  return <QueryState query={difference}>{({ items }) => <Changes items={items} />}</QueryState>;
}
