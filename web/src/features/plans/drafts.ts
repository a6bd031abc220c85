const keyOf = (plan: string) => `kelvin.draft.${plan}`;

interface Kept {
  version: number;
  text: string;
}

/** What was typed and not published, kept by this browser: closing the page loses nothing. */
export function keptDraft(plan: string, version: number): string | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(plan)) ?? 'null') as Kept | null;
    return kept?.version === version ? kept.text : null;
  } catch {
    return null;
  }
}

export function keepDraft(plan: string, version: number, text: string): void {
  localStorage.setItem(keyOf(plan), JSON.stringify({ version, text } satisfies Kept));
}

export function dropDraft(plan: string): void {
  localStorage.removeItem(keyOf(plan));
}
