import { type Completion, type CompletionContext, type CompletionResult, startCompletion } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { type Place, placeAt, valueAt } from './place';
import type { KnownName, Names } from './names';
import { keysAt, takesMap, wordsAt } from './schema';

const operators = ['is', 'in', 'is_not', 'not_in', 'contains', 'starts_with', 'ends_with', 'gt', 'gte', 'lt', 'lte'];
const operands = ['trait', 'account', 'property', 'context'];

/** Completes keys of the plan language, its words, and the names of events, traits and properties that come in. */
export const completeWith = (names: () => Names) => (context: CompletionContext): CompletionResult | null => {
  const place = placeAt(context.state.doc.toString(), context.pos);
  if (!place || (place.typed === '' && !context.explicit && !opens(context))) return null;
  const options = place.on === 'key' ? keysOf(place, names()) : valuesOf(place, names());
  return options.length > 0 ? { from: place.from, options, validFor: /^[\p{L}\p{N}_ ./-]*$/u } : null;
};

/** After `key: `, `[`, `{` and `- ` one sees what may follow without asking. */
function opens({ state, pos }: CompletionContext): boolean {
  return /(: |[[{] ?|, |- )$/.test(state.sliceDoc(Math.max(0, pos - 2), pos));
}

function keysOf(place: Place, names: Names): Completion[] {
  const known = keysAt(place.path, place.beside).map(keyCompletion);
  return place.path.at(-1) === 'values' ? [...known, ...literals(examplesOf({ ...place, path: place.path.slice(0, -1) }, 'by', names), ': ')] : known;
}

function keyCompletion({ key, text, block }: { key: string; text: string | undefined; block: boolean }): Completion {
  return { label: key, info: text, type: 'property', apply: (view, _, from, to) => put(view, block ? `${key}:` : `${key}: `, from, to) };
}

/** Puts it in, and goes on to what may follow. */
function put(view: EditorView, text: string, from: number, to: number): void {
  const rest = view.state.sliceDoc(to, to + 1) === ':' ? text.replace(/: ?$/, '') : text;
  view.dispatch({ changes: { from, to, insert: rest }, selection: { anchor: from + rest.length }, userEvent: 'input.complete' });
  if (rest.endsWith(' ')) startCompletion(view);
}

function valuesOf(place: Place, names: Names): Completion[] {
  const words = wordsAt(place.path).map((label) => ({ label, type: 'keyword' }));
  const keys = takesMap(place.path) ? keysAt(place.path, []).map(keyCompletion) : [];
  return [...namesOf(place, names), ...words, ...keys];
}

function namesOf(place: Place, names: Names): Completion[] {
  const key = lastKey(place);
  switch (key) {
    case 'on':
      return named(names.events, 'class');
    case 'trait':
      return named(isAccountPlan(place) ? names.accountTraits : names.traits, 'variable');
    case 'account':
      return named(names.accountTraits, 'variable');
    case 'property':
    case 'unique_by':
    case 'sum':
    case 'of':
      return named(propertiesOf(place, names), 'variable');
    case 'by':
      return named(place.path[0] === 'fit' ? (isAccountPlan(place) ? names.accountTraits : names.traits) : propertiesOf(place, names), 'variable');
    case 'plan':
      return place.path[0] === 'members' ? literals(names.plans) : [];
    case 'timezone':
      return literals(Intl.supportedValuesOf('timeZone'));
    case 'grade':
    case 'level':
      return literals(Object.keys((valueAt(place.plan, [key + 's']) as object | null) ?? {}));
    case 'label':
      return literals(labelsOf(place.plan));
    default:
      return operators.includes(key) ? literals(operands.flatMap((operand) => examplesOf(inMap(place), operand, names))) : [];
  }
}

/** The key whose value it is, also from within a list of values. */
const lastKey = ({ path }: Place): string => String(path.findLast((step) => typeof step === 'string') ?? '');

/** The place of the map around a value. */
function inMap(place: Place): Place {
  return { ...place, path: place.path.slice(0, place.path.findLastIndex((step) => typeof step === 'string')) };
}

/** Values that were seen of what a key of the map names. */
function examplesOf(map: Place, key: string, names: Names): string[] {
  const operand = valueAt(map.plan, [...map.path, key]);
  if (typeof operand === 'object' && operand !== null) {
    const [kind, path] = Object.entries(operand)[0] ?? [];
    return seenOf(kind ?? '', String(path), map, names);
  }
  if (typeof operand !== 'string') return [];
  return seenOf(key === 'by' ? (map.path[0] === 'fit' ? 'trait' : 'property') : key, operand, map, names);
}

function seenOf(kind: string, path: string, map: Place, names: Names): string[] {
  const among = kind === 'property' ? propertiesOf(map, names) : kind === 'account' || isAccountPlan(map) ? names.accountTraits : kind === 'trait' ? names.traits : [];
  return among.filter(({ name }) => name === path).flatMap(({ examples }) => examples ?? []);
}

/** Properties of the events that the rule around the place is about. */
function propertiesOf({ plan, path }: Place, names: Names): KnownName[] {
  for (let length = path.length; length > 0; length--) {
    const on = valueAt(plan, [...path.slice(0, length), 'on']);
    if (on === undefined || on === null) continue;
    const events = [on].flat().map(String);
    const fitting = names.properties.filter((property) => property.events?.some((event) => events.includes(event)));
    return fitting.length > 0 ? fitting : names.properties;
  }
  return names.properties;
}

const isAccountPlan = ({ plan }: Place): boolean => valueAt(plan, ['kind']) === 'account';

function labelsOf(plan: unknown): string[] {
  const grades = Object.keys((valueAt(plan, ['grades']) as object | null) ?? {});
  const levels = Object.keys((valueAt(plan, ['levels']) as object | null) ?? {});
  return grades.length === 0 ? levels : levels.length === 0 ? grades : grades.flatMap((grade) => levels.map((level) => grade + level));
}

const named = (known: KnownName[], type: string): Completion[] =>
  known.map(({ name, text, examples }) => ({ label: name, apply: written(name), detail: text, info: examples && examples.length > 0 ? examples.slice(0, 6).join(', ') : undefined, type }));

const literals = (values: string[], after = ''): Completion[] => [...new Set(values)].map((value) => ({ label: value, apply: written(value) + after, type: 'constant' }));

/** As YAML writes a text: in quotes where it would be something else without them. */
export function written(text: string): string {
  const plain = /^[\p{L}/_][\p{L}\p{N} ./_@+&-]*$/u.test(text) && !text.endsWith(' ') && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain || /^-?\d{1,15}(\.\d+)?$/.test(text) ? text : JSON.stringify(text);
}
