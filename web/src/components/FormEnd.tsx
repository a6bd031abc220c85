import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  /** What the button does that sends the form. */
  label: string;
  /** What the server said the last time. */
  error: Error | null;
  pending: boolean;
  disabled: boolean;
  onCancel: () => void;
}

/** How a form in a dialog ends: what was wrong, and the two ways out. */
export function FormEnd({ label, error, pending, disabled, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {error && (
        <Alert color="red" role="alert">
          {error.message}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {t('dialog.cancel')}
        </Button>
        <Button type="submit" loading={pending} disabled={disabled}>
          {label}
        </Button>
      </Group>
    </>
  );
}
