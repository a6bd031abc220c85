import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Imported = Schemas['ImportView'];
export type ColumnUse = Schemas['ColumnUse'];

export const presets = ['hubspot', 'salesforce', 'pipedrive'] as const;
export type Preset = (typeof presets)[number];

interface Import {
  file: File;
  preset: Preset | null;
  /** Corrected by hand: the text of a mapping, as the command line reads it. */
  mapping: string | null;
  dryRun: boolean;
}

/** Sends a file of leads: first only to see what would become of it, then to take it in. */
export function useImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, preset, mapping, dryRun }: Import) =>
      askJson<Imported>('/api/import/leads', {
        method: 'POST',
        query: { name: file.name, preset, dryRun },
        headers: mapping === null ? {} : { 'Kelvin-Mapping': base64(mapping) },
        file,
      }),
    onSuccess: (imported) => {
      if (!imported.dryRun) void queries.invalidateQueries();
    },
  });
}

const base64 = (text: string): string => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
