import type { Explained, Part, Rule } from './scores';

/** One bar of the picture: where it begins and ends, and the rule behind it. */
export interface Bar {
  part: Part;
  from: number;
  to: number;
  rule: Rule | undefined;
}

export interface Side {
  side: 'fit' | 'engagement' | 'score';
  bars: Bar[];
  total: number;
}

/** The parts in the order in which they add up, by sides; each bar begins where the one before it ended. */
export function waterfallOf(explained: Explained): Side[] {
  const sides: Side[] = [
    { side: 'fit', bars: [], total: explained.fit },
    { side: 'engagement', bars: [], total: explained.engagement },
    { side: 'score', bars: [], total: explained.score },
  ];
  let sum = 0;
  for (const part of explained.parts) {
    const side = sides.find((candidate) => candidate.side === (part.side ?? 'score'))!;
    const rule = part.kind === 'rule' ? explained.rules.find((candidate) => candidate.name === part.name && candidate.side === part.side) : undefined;
    side.bars.push({ part, from: sum, to: sum + part.points, rule });
    sum += part.points;
  }
  return sides;
}

/** The span that holds every bar and zero. */
export function spanOf(sides: Side[]): { least: number; most: number } {
  const ends = sides.flatMap((side) => side.bars.flatMap((bar) => [bar.from, bar.to]));
  const least = Math.min(0, ...ends);
  const most = Math.max(0, ...ends);
  return least === most ? { least: 0, most: 1 } : { least, most };
}

/** What gives nothing is told apart: a rule that failed says what is missing, but is no part of the picture. */
export const isEmpty = (bar: Bar): boolean => bar.part.points === 0;
