import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Path } from './schema';

/** Where the cursor stands in a plan. */
export interface Place {
  path: Path;
  /** On a key of the map at the path, or on the value at the path. */
  on: 'key' | 'value';
  /** What is typed so far, and where it begins. */
  typed: string;
  from: number;
  /** Keys that stand beside it, for a key; those of the map around it, for a value. */
  beside: string[];
  /** The whole plan as data, with the mark where the cursor is. */
  plan: unknown;
}

/** No plan has it, and it may be part of a name. */
const mark = 'ĸ⁂ĸ';

/**
 * Finds the place by putting a mark at the cursor and looking where it ends up. What is being typed is seldom whole: first the
 * mark stands alone, then as a key.
 */
export function placeAt(text: string, at: number): Place | null {
  const rest = text.slice(at).replace(/^[\p{L}\p{N}_-]*/u, '');
  for (const put of [mark, `${mark}: `]) {
    const document = parseDocument(text.slice(0, at) + put + rest, { logLevel: 'silent', strict: false });
    const found = document.contents ? search(document.contents as Node, []) : null;
    if (!found) continue;
    // A word below a finished value reads as that value's next line. It was meant as a key.
    if (put === mark && found.typed.includes('\n')) continue;
    if (put === mark && found.source.includes('\n')) continue;
    return { path: found.path, on: found.on, typed: found.typed, from: at - found.typed.length, beside: found.beside, plan: document.toJS({ maxAliasCount: 0 }) };
  }
  return null;
}

interface Found {
  path: Path;
  on: 'key' | 'value';
  typed: string;
  source: string;
  beside: string[];
}

function search(node: Node | null | undefined, path: Path): Found | null {
  if (isMap(node)) {
    const keys = node.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ''));
    for (const [place, pair] of node.items.entries()) {
      const key = keys[place]!;
      const beside = keys.filter((other) => other !== key);
      if (key.includes(mark)) return { path, on: 'key', typed: before(key), source: key, beside };
      const found = search(pair.value as Node | null, [...path, key]);
      if (found) return found.on === 'value' && found.beside.length === 0 ? { ...found, beside } : found;
    }
  } else if (isSeq(node)) {
    for (const [place, item] of node.items.entries()) {
      const found = search(item as Node, [...path, place]);
      if (found) return found;
    }
  } else if (isScalar(node)) {
    const value = String(node.value);
    const source = typeof node.source === 'string' && node.range ? node.source : value;
    if (value.includes(mark)) return { path, on: 'value', typed: before(value), source, beside: [] };
  }
  return null;
}

const before = (value: string): string => value.slice(0, value.indexOf(mark));

/** What stands at a path of plain data. */
export function valueAt(plan: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined), plan);
}
