import type { Funnel } from './stages';

export interface Step {
  stage: string;
  leads: number;
  /** Leads at this stage or a later one. */
  reached: number;
  /** Of those who are here or further, the share of those who are further. Null at the last stage, or where nobody is. */
  onward: number | null;
  isHandOver: boolean;
}

/** The stages in their order, with how many leads got so far and what share went on. */
export function stepsOf(funnel: Funnel): Step[] {
  const leads = new Map(funnel.counts.map((count) => [count.stage, count.leads]));
  const counts = funnel.all.map((stage) => leads.get(stage) ?? 0);
  const reached = counts.map((_, place) => counts.slice(place).reduce((sum, count) => sum + count, 0));
  return funnel.all.map((stage, place) => ({
    stage,
    leads: counts[place]!,
    reached: reached[place]!,
    onward: place === counts.length - 1 || reached[place] === 0 ? null : reached[place + 1]! / reached[place]!,
    isHandOver: stage === funnel.handOver,
  }));
}

/** Leads outside of the way through the stages: those aside, and in stages that the funnel has no more. */
export function asideOf(funnel: Funnel): { stage: string; leads: number }[] {
  return funnel.counts.flatMap(({ stage, leads }) => (stage === null || funnel.all.includes(stage) ? [] : [{ stage, leads }]));
}

export const unstagedOf = (funnel: Funnel): number => funnel.counts.find((count) => count.stage === null)?.leads ?? 0;
