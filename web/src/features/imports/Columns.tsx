import { Select, Table, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ColumnUse, Imported } from './imports';
import classes from './ImportLeads.module.css';

const uses = ['userId', 'email', 'anonymousId', 'account', 'since', 'changed', 'trait', 'accountTrait'] as const satisfies ColumnUse[];

interface Props {
  found: Imported;
  correct: (column: string, use: ColumnUse | null, name: string) => void;
}

/** What each column is taken for, and taking it for something else. */
export function Columns({ found, correct }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('imports.columns')}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('imports.column')}</Table.Th>
            <Table.Th>{t('imports.use')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.header.map((column) => (
            <Row key={column} column={column} found={found} correct={correct} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ column, found, correct }: Props & { column: string }) {
  const { t } = useTranslation();
  const taken = found.columns.filter((one) => one.column === column);
  const outcome = taken.find(({ use }) => use === 'outcome');
  const own = taken.find(({ use }) => use !== 'outcome');
  const named = own?.use === 'trait' || own?.use === 'accountTrait';
  const change = (use: string | null) => correct(column, uses.find((one) => one === use) ?? null, own?.name ?? column);
  return (
    <Table.Tr data-column={column}>
      <Table.Td fw={600}>{column}</Table.Td>
      <Table.Td>
        <div className={classes.use}>
          <Select
            size="xs"
            w={190}
            allowDeselect={false}
            aria-label={t('imports.useOf', { column })}
            value={own?.use ?? 'out'}
            onChange={change}
            data={[...uses.map((use) => ({ value: use, label: t(`imports.as.${use}`).replace(/:$/, '') })), { value: 'out', label: t('imports.leaveOut') }]}
          />
          {named && (
            <TextInput
              key={own.name}
              size="xs"
              w={170}
              aria-label={t('imports.nameOf', { column })}
              defaultValue={own.name ?? ''}
              onBlur={(event) => {
                const name = event.currentTarget.value.trim();
                if (name && name !== own.name) correct(column, own.use, name);
              }}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          )}
          {own?.format && (
            <Text span size="xs" c="dimmed">
              {own.format}
            </Text>
          )}
          {outcome && (
            <Text span size="xs">
              {t('imports.as.outcome')} <b>{outcome.name}</b>
            </Text>
          )}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}
