import { Badge, Group, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '@/lib/format';
import { Columns } from './Columns';
import type { ColumnUse, Imported } from './imports';
import classes from './ImportLeads.module.css';

/** What would become of a file: which column is what, what the rows make, and what does not fit. */
export function Findings({ found, correct }: { found: Imported; correct: (column: string, use: ColumnUse | null, name: string) => void }) {
  const { t } = useTranslation();
  return (
    <div data-testid="findings">
      <Group gap="xs" mt="md">
        <Badge size="lg" variant="light" tt="none">
          {t('imports.rows', { count: found.rows, shown: number(found.rows) })}
        </Badge>
        {found.calls.map(({ name, count }) => (
          <Badge key={name} size="lg" variant="light" color="gray" tt="none">
            {number(count)} {callWord(name)}
          </Badge>
        ))}
        {found.rejected > 0 && (
          <Badge size="lg" variant="light" color="red" tt="none">
            {t('imports.rejected', { count: found.rejected, shown: number(found.rejected) })}
          </Badge>
        )}
      </Group>
      <div className={classes.tables}>
        <section>
          <Title order={3} size="h5" mb={4}>
            {t('imports.columns')}
          </Title>
          <Columns found={found} correct={correct} />
        </section>
        {found.problems.length > 0 && (
          <section>
            <Title order={3} size="h5" mb={4}>
              {t('imports.problems')}
            </Title>
            <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('imports.problems')}>
              <Table verticalSpacing={6}>
                <Table.Tbody>
                  {found.problems.map((problem, place) => (
                    <Table.Tr key={place}>
                      <Table.Td w={90} c="dimmed">
                        {t('imports.line', { line: problem.line })}
                      </Table.Td>
                      <Table.Td>{problem.reason}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          </section>
        )}
      </div>
    </div>
  );

  function callWord(name: string): string {
    if (name === 'identify') return t('imports.identify');
    return name === 'group' ? t('imports.group') : name;
  }
}
