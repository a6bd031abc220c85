import whole from '@docs/reference/plan.schema.json';

/** What we look at of a JSON schema. */
interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  then?: Schema;
  else?: Schema;
}

/** A way into a document: keys of maps and places in lists. */
export type Path = (string | number)[];

export interface KnownKey {
  key: string;
  text: string | undefined;
  /** What it holds begins on a line of its own. */
  block: boolean;
}

const root = whole as unknown as Schema & { $defs: Record<string, Schema> };

/** The keys that may stand in the map at the path, beside those that are there; with what the schema says of each. */
export function keysAt(path: Path, present: string[]): KnownKey[] {
  const maps = schemasAt(path).filter((schema) => schema.properties);
  const fitting = maps.filter((schema) => present.every((key) => key in schema.properties!));
  const found = new Map<string, KnownKey>();
  for (const schema of fitting.length > 0 ? fitting : maps) {
    for (const [key, value] of Object.entries(schema.properties!)) {
      if (present.includes(key)) continue;
      const known = found.get(key);
      const text = known?.text ?? value.description ?? flat(value).find((one) => one.description)?.description;
      found.set(key, { key, text, block: flat(value).every((one) => one.type === 'array' || (one.type === 'object' && !one.required)) });
    }
  }
  return [...found.values()];
}

/** The words of which one may stand at the path. */
export function wordsAt(path: Path): string[] {
  const words = schemasAt(path).flatMap((schema) => [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const]), ...(schema.type === 'boolean' ? [true, false] : [])]);
  return [...new Set(words.filter((word) => word !== null).map(String))];
}

/** Whether a map may stand at the path. */
export const takesMap = (path: Path): boolean => schemasAt(path).some((schema) => schema.properties);

function schemasAt(path: Path): Schema[] {
  return path.reduce<Schema[]>((schemas, step) => schemas.flatMap((schema) => into(schema, step)).flatMap((next) => flat(next)), flat(root));
}

function into(schema: Schema, step: string | number): Schema[] {
  if (typeof step === 'number') return schema.items ? [schema.items] : [];
  const own = schema.properties?.[step];
  if (own) return [own];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

/** A schema and all that it is made of. */
function flat(schema: Schema): Schema[] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? []), schema.then, schema.else];
  if (schema.$ref) parts.push(root.$defs[schema.$ref.slice('#/$defs/'.length)]);
  return [schema, ...parts.filter((part) => part !== undefined).flatMap((part) => flat(part))];
}
