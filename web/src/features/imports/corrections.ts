import { isMap, parseDocument } from 'yaml';
import type { ColumnUse } from './imports';

/** What a column is taken for; null: it is left out. */
export interface Use {
  column: string;
  use: ColumnUse | null;
  name: string;
}

const single: Partial<Record<ColumnUse, string>> = { userId: 'userId', anonymousId: 'anonymousId', email: 'email', account: 'account', since: 'time', changed: 'updated' };

/** The mapping with one column taken for something else. What is one column's alone goes from the one that had it. */
export function corrected(mapping: string, { column, use, name }: Use): string {
  const document = parseDocument(mapping);
  for (const key of Object.values(single)) {
    const value = document.get(key) as unknown;
    const named = isMap(value) ? value.get('column') : value;
    if (named === column) document.delete(key);
  }
  if (isMap(document.get('columns'))) document.deleteIn(['columns', column]);
  if (use === null) return document.toString();
  const key = single[use];
  if (key) document.set(key, column);
  else {
    if (!isMap(document.get('columns'))) document.set('columns', document.createNode({}));
    document.setIn(['columns', column], use === 'accountTrait' ? document.createNode({ account: name }) : name);
  }
  return document.toString();
}
