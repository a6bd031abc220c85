/** What a lead is called: by its traits, else by what it is known by. Null: nothing is known, it is a visitor. */
export function nameOf(lead: { traits?: Record<string, unknown> | null; email?: string | null; userId?: string | null }): string | null {
  const traits = lead.traits ?? {};
  const full = text(traits.name) ?? [text(traits.firstName ?? traits.first_name), text(traits.lastName ?? traits.last_name)].filter(Boolean).join(' ');
  return full || lead.email || lead.userId || null;
}

/** Whom the lead works for: by the name that is known of it, else by the account's id. */
export function companyOf(lead: { traits?: Record<string, unknown> | null; accountId: string | null }): string {
  const company = lead.traits?.company;
  const name = typeof company === 'object' && company !== null ? (company as Record<string, unknown>).name : company;
  return text(name) ?? lead.accountId ?? '';
}

export function accountNameOf(account: { id: string; traits?: Record<string, unknown> | null }): string {
  return text(account.traits?.name) ?? account.id;
}

/** Only addresses of the web become links; whatever else was tracked stays text. */
export function webAddress(value: unknown): string | null {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value)) return null;
  try {
    const url = new URL(value);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A tracked value as text, whatever it is. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() ? value.trim() : null;
}
