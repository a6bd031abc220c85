import { Card, Text } from '@mantine/core';

/** One number with its name. */
export function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <Card padding="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={28} fw={650} lh={1.25}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Card>
  );
}
