import { Box, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { LanguageMenu, SchemeSwitch } from '../Shell';
import classes from './Door.module.css';

/** The frame of the pages in front of the app: signing in and setting up. */
export function Door({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  useDocumentTitle(`${title} · Kelvin`);
  return (
    <Box component="main" className={classes.door}>
      <Stack w="100%" maw={440} gap="lg">
        <Group justify="space-between">
          <Group gap={10}>
            <img src="/favicon.svg" width={34} height={34} alt="" />
            <Text fw={700} fz={24} lh={1}>
              Kelvin
            </Text>
          </Group>
          <Group gap={2}>
            <LanguageMenu />
            <SchemeSwitch />
          </Group>
        </Group>
        <Card padding="xl" shadow="sm">
          <Title order={1} size="h3" mb={4}>
            {title}
          </Title>
          <Text c="dimmed" size="sm" mb="lg">
            {text}
          </Text>
          {children}
        </Card>
      </Stack>
    </Box>
  );
}
