import type { Result } from 'lighthouse';
import * as z from 'zod/mini';

export const Budget = z.object({
  /** The least score of each category, from 0 to 100. */
  scores: z.record(z.string(), z.int()),
  /** The most that a page may load, with everything on it: requests, and bytes over the wire. */
  pages: z.record(z.string(), z.object({ requests: z.int(), bytes: z.int() })),
});
export type Budget = z.infer<typeof Budget>;

/** Everything about a page that is over its budget, one line each. */
export type Findings = readonly string[];

/** Says which categories have less than their least score, and what has cost them points. */
export function scoresBelow(least: Budget['scores'], { categories, audits }: Result): Findings {
  return Object.entries(least).flatMap(([name, atLeast]) => {
    const category = categories[name];
    if (category === undefined) return [`Lighthouse knows no category ${name}`];
    const score = Math.round((category.score ?? 0) * 100);
    if (score >= atLeast) return [];
    const costly = category.auditRefs
      .filter(({ weight }) => weight > 0)
      .flatMap(({ id }) => audits[id] ?? [])
      .filter((audit) => audit.score !== null && audit.score < 1)
      .map(({ title, displayValue }) => [title, displayValue].filter(Boolean).join(': '));
    return [`${name} ${score} of ${atLeast} (${costly.join('; ')})`];
  });
}

const Requests = z.object({
  items: z.array(z.object({ url: z.string(), transferSize: z.number() })),
});

/** What a page has loaded. */
export interface Load {
  readonly urls: readonly string[];
  /** Over the wire. */
  readonly bytes: number;
}

export function loadOf({ audits }: Pick<Result, 'audits'>): Load {
  const { items } = Requests.parse(audits['network-requests']?.details);
  const bytes = items.reduce((sum, { transferSize }) => sum + transferSize, 0);
  return { urls: items.map(({ url }) => url), bytes };
}

/** Says whether the page has made more requests, or loaded more bytes, than it may. */
export function loadAbove(most: Budget['pages'][string], { urls, bytes }: Load): Findings {
  return [
    ...(urls.length > most.requests
      ? [`${urls.length} requests of ${most.requests} (${urls.join(' ')})`]
      : []),
    ...(bytes > most.bytes ? [`${bytes} bytes of ${most.bytes}`] : []),
  ];
}
