/** An error answer of the server (RFC 9457). The code is a word of a closed set, the detail a sentence for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** All that the answer says, beyond code and detail. */
    readonly told: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Query;
  json?: unknown;
  /** Sent as it is. */
  file?: File;
  /** A plan's text, sent as it is. */
  yaml?: string;
  headers?: Record<string, string>;
  accept?: string;
  signal?: AbortSignal;
}

/** Tells the server that one of its own pages asks (src/Kelvin.Server/Access/SameOrigin.cs). */
const ownPage = { 'X-Kelvin-Web': '1' };

export async function askJson<T>(path: string, request: Request = {}): Promise<T> {
  const response = await send(path, request);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function askText(path: string, request: Request = {}): Promise<string> {
  return (await send(path, request)).text();
}

export function isSignedOut(error: unknown): boolean {
  // A wrong password on a form of ours says nothing about who is signed in.
  return error instanceof Problem && error.status === 401 && error.code !== 'password-wrong';
}

async function send(path: string, { method = 'GET', query, json, file, yaml, headers: more, accept = 'application/json', signal }: Request) {
  const headers: Record<string, string> = { ...ownPage, ...more, Accept: accept };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (file) headers['Content-Type'] = 'text/csv';
  if (yaml !== undefined) headers['Content-Type'] = 'application/yaml';
  let response: Response;
  try {
    response = await fetch(path + asText(query), { method, headers, body: file ?? yaml ?? (json === undefined ? undefined : JSON.stringify(json)), signal });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Problem(0, 'unreachable', '');
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => null)) as { code?: string; detail?: string } | null;
  return new Problem(response.status, told?.code ?? 'failed', told?.detail ?? response.statusText, { ...told });
}

function asText(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  if (given.length === 0) return '';
  return '?' + new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
