import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/api';
import { askJson } from '@/lib/http';

export type Imported = Schemas['ImportView'];

export const presets = ['hubspot', 'salesforce', 'pipedrive'] as const;
export type Preset = (typeof presets)[number];

interface Import {
  file: File;
  preset: Preset | null;
  dryRun: boolean;
}

/** Sends a file of leads: first only to see what would become of it, then to take it in. */
export function useImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, preset, dryRun }: Import) => askJson<Imported>('/api/import/leads', { method: 'POST', query: { name: file.name, preset, dryRun }, file }),
    onSuccess: (imported) => {
      if (!imported.dryRun) void queries.invalidateQueries();
    },
  });
}
