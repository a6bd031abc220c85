import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';

/** A number of a plan that can be turned: where it stands in the text, and how far it is sensibly turned. */
export interface Knob {
  /** Stable while numbers change: the way to it through the document. */
  id: string;
  key: KnobKey;
  /** What it belongs to beyond its key: a band's beginning, a table's value, a grade. */
  of: string | null;
  value: number;
  /** The unit of a duration: s, m, h, d, w. */
  unit: string;
  from: number;
  to: number;
}

export type KnobKey = 'points' | 'otherwise' | 'unknown' | 'times' | 'max' | 'min' | 'within' | 'half_life' | 'linear' | 'every' | 'lose' | 'absent_for' | 'for' | 'at_least' | 'repeat' | 'band' | 'value' | 'grade' | 'level' | 'score' | 'fit' | 'engagement' | 'threshold' | 'engaged' | 'weight' | 'limit';

/** What is turned together: a rule, a group, a side, the stages. */
export interface KnobGroup {
  id: string;
  kind: 'plan' | 'fit' | 'engagement' | 'group' | 'rule' | 'ceiling' | 'role' | 'grades' | 'levels' | 'stages' | 'thresholds' | 'members';
  side: 'fit' | 'engagement' | null;
  name: string | null;
  knobs: Knob[];
  decay: Decay | null;
  /** From a number up: points. */
  bands: { from: number; points: number }[] | null;
  /** Where it stands in the text. */
  begin: number;
  end: number;
}

export type Decay = { kind: 'half_life' | 'linear'; days: number } | { kind: 'steps'; days: number; lose: number };

const durationKeys: KnobKey[] = ['within', 'absent_for'];
const ruleKeys: KnobKey[] = ['points', 'otherwise', 'unknown', 'times', 'at_least', 'repeat', 'max', 'min'];
const lengths: Record<string, number> = { s: 1 / 86_400, m: 1 / 1_440, h: 1 / 24, d: 1, w: 7 };

/** All that can be turned, in the order of the text. Of a text that is no map there is nothing. */
export function knobsOf(text: string): KnobGroup[] {
  const root = parseDocument(text, { logLevel: 'silent', strict: false }).contents;
  if (!isMap(root)) return [];
  const groups: KnobGroup[] = [];
  for (const [key, value] of entries(root)) {
    if (key === 'fit' || key === 'engagement') side(groups, key, value);
    else if (key === 'grades' || key === 'levels') table(groups, key, value);
    else if (key === 'ceilings' || key === 'committee') list(value, (item, place) => add(groups, begun(key === 'ceilings' ? 'ceiling' : 'role', `${key}/${place}`, item, null), item, key === 'ceilings' ? ['score'] : ['points', 'engaged']));
    else if (key === 'stages') stages(groups, value);
    else if (key === 'thresholds') thresholds(groups, value);
    else if (key === 'members' && isMap(value)) members(groups, value);
  }
  const plan = begun('plan', 'plan', root, null);
  add(groups, plan, root, ['min', 'max']);
  return groups.filter(({ knobs }) => knobs.length > 0).sort((one, other) => one.begin - other.begin);
}

/** The group that the text at a place belongs to: the innermost. */
export function groupAt(groups: KnobGroup[], at: number): KnobGroup | undefined {
  return groups.filter(({ kind, begin, end }) => kind !== 'plan' && begin <= at && at <= end).sort((one, other) => one.end - one.begin - (other.end - other.begin))[0];
}

/** As it is written in the plan. */
export const writtenNumber = (value: number, unit: string): string => (unit ? `${Math.max(1, Math.round(value))}${unit}` : String(Math.round(value * 100) / 100));

const whole: KnobKey[] = ['at_least', 'repeat', 'limit', 'grade', 'level', 'score', 'fit', 'engagement', 'threshold', 'engaged'];

/** How far a knob goes to either side, from what it was when the page was opened. */
export function reachOf({ key, unit }: Knob, was: number): { min: number; max: number; step: number } {
  const size = Math.abs(was);
  if (unit) return { min: 1, max: nice(Math.max(unit === 'd' ? 60 : 12, size * 3)), step: 1 };
  if (key === 'lose') return { min: 0, max: 100, step: 1 };
  if (key === 'at_least' || key === 'repeat' || key === 'limit') return { min: 1, max: Math.max(10, size * 3), step: 1 };
  if (key === 'weight' || (size > 0 && size < 1)) return { min: 0, max: 2, step: 0.05 };
  const step = whole.includes(key) || Number.isInteger(was) ? 1 : 0.5;
  const reach = nice(Math.max(whole.includes(key) || key === 'max' || key === 'min' ? 100 : 20, size * 2));
  return was < 0 || key === 'min' ? { min: -reach, max: key === 'min' ? 0 : nice(reach / 4), step } : { min: key === 'max' || whole.includes(key) ? 0 : -nice(reach / 4), max: reach, step };
}

function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / (power / 2)) * (power / 2);
}

function side(groups: KnobGroup[], key: 'fit' | 'engagement', value: Node | null): void {
  if (!isMap(value)) return;
  add(groups, { ...begun(key, key, value, key), name: null }, value, ['max', 'min']);
  list(child(value, 'rules'), (item, place) => {
    const inner = child(item, 'rules');
    if (inner) {
      const id = `${key}/${place}`;
      add(groups, { ...begun('group', id, item, key), name: textOf(child(item, 'group')) }, item, ['max', 'min']);
      list(inner, (ruleItem, rulePlace) => rule(groups, `${id}/${rulePlace}`, ruleItem, key));
    } else rule(groups, `${key}/${place}`, item, key);
  });
}

function rule(groups: KnobGroup[], id: string, item: YAMLMap, onSide: 'fit' | 'engagement'): void {
  const group = begun('rule', id, item, onSide);
  for (const key of ruleKeys) knob(group, key, child(item, key));
  for (const key of durationKeys) knob(group, key, child(item, key));
  const decay = child(item, 'decay');
  if (isMap(decay)) {
    knob(group, 'half_life', child(decay, 'half_life'));
    knob(group, 'linear', child(decay, 'linear'));
    const steps = child(decay, 'steps');
    if (isMap(steps)) {
      knob(group, 'every', child(steps, 'every'));
      knob(group, 'lose', child(steps, 'lose'));
    }
  }
  for (const [name, value] of entries(child(item, 'values'))) knob(group, 'value', value, name);
  for (const [name, value] of entries(child(item, 'bands'))) knob(group, 'band', value, name);
  limits(group, child(item, 'limit'));
  finish(groups, group);
}

function limits(group: KnobGroup, value: Node | null): void {
  if (isMap(value)) knob(group, 'limit', child(value, 'times'), textOf(child(value, 'per')));
  else list(value, (item) => knob(group, 'limit', child(item, 'times'), textOf(child(item, 'per'))));
}

function stages(groups: KnobGroup[], value: Node | null): void {
  list(value, (item, place) => {
    const group = begun('stages', `stages/${place}`, item, null);
    const at = child(item, 'at');
    if (isMap(at)) for (const key of ['score', 'fit', 'engagement'] as const) knob(group, key, child(at, key));
    const below = child(item, 'below');
    if (isMap(below)) {
      knob(group, 'score', child(below, 'score'), 'below');
      knob(group, 'for', child(below, 'for'), 'below');
    }
    finish(groups, group);
  });
}

function table(groups: KnobGroup[], key: 'grades' | 'levels', value: Node | null): void {
  if (!isMap(value)) return;
  const group = begun(key, key, value, null);
  for (const [name, cell] of entries(value)) knob(group, key === 'grades' ? 'grade' : 'level', cell, name);
  finish(groups, group);
}

function thresholds(groups: KnobGroup[], value: Node | null): void {
  if (!isSeq(value)) return;
  const group = begun('thresholds', 'thresholds', value, null);
  for (const item of value.items) knob(group, 'threshold', item as Node);
  finish(groups, group);
}

function members(groups: KnobGroup[], value: YAMLMap): void {
  const group = begun('members', 'members', value, null);
  const weights = child(value, 'weights');
  if (isSeq(weights)) for (const [place, item] of weights.items.entries()) knob(group, 'weight', item as Node, String(place + 1));
  finish(groups, group);
}

function begun(kind: KnobGroup['kind'], id: string, node: Node, onSide: KnobGroup['side']): KnobGroup {
  const [begin = 0, end = 0] = node.range ?? [];
  return { id, kind, side: onSide, name: isMap(node) ? textOf(child(node, 'name')) : null, knobs: [], decay: null, bands: null, begin, end };
}

function add(groups: KnobGroup[], group: KnobGroup, map: YAMLMap, keys: KnobKey[]): void {
  for (const key of keys) knob(group, key, child(map, key));
  finish(groups, group);
}

function finish(groups: KnobGroup[], group: KnobGroup): void {
  const one = (key: KnobKey) => group.knobs.find((known) => known.key === key);
  const days = (known: Knob | undefined) => (known ? known.value * (lengths[known.unit] ?? 1) : 0);
  if (one('half_life')) group.decay = { kind: 'half_life', days: days(one('half_life')) };
  else if (one('linear')) group.decay = { kind: 'linear', days: days(one('linear')) };
  else if (one('every') && one('lose')) group.decay = { kind: 'steps', days: days(one('every')), lose: Math.abs(one('lose')!.value) };
  const bands = group.knobs.filter((known) => known.key === 'band');
  if (bands.length > 0) group.bands = bands.map((band) => ({ from: Number(band.of), points: band.value })).sort((first, second) => first.from - second.from);
  groups.push(group);
}

/** A scalar becomes a knob if it is a plain number, or a duration, or a share such as 10%. */
function knob(group: KnobGroup, key: KnobKey, node: Node | null, of: string | null = null): void {
  if (!isScalar(node) || !node.range) return;
  const match = /^(-?\d+(?:\.\d+)?)([smhdw]|%)?$/.exec(String(node.source ?? node.value).trim());
  if (!match) return;
  const [from] = node.range;
  const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
  const unit = match[2] === '%' ? '' : (match[2] ?? '');
  const length = match[2] === '%' ? match[1]!.length : match[0].length;
  group.knobs.push({ id: [group.id, key, of ?? group.knobs.filter((known) => known.key === key).length].join('/'), key, of, value: Number(match[1]), unit, from: from + quote, to: from + quote + length });
}

function child(map: Node | null | undefined, key: string): Node | null {
  return isMap(map) ? ((map.get(key, true) as Node | undefined) ?? null) : null;
}

function entries(map: Node | null): [string, Node | null][] {
  return isMap(map) ? map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair.value as Node | null]) : [];
}

function list(node: Node | null, each: (item: YAMLMap, place: number) => void): void {
  if (isSeq(node)) for (const [place, item] of node.items.entries()) if (isMap(item)) each(item, place);
}

const textOf = (node: Node | null): string | null => (isScalar(node) ? String(node.value) : null);
