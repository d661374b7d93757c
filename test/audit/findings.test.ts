import { readFileSync } from 'node:fs';
import type { Result } from 'lighthouse';
import { expect, it } from 'vitest';
import { Budget, loadAbove, loadOf, scoresBelow } from './findings.ts';

/** The part of a result of Lighthouse that the budget looks at. */
function aResult(score: number | null, loaded: readonly number[] = []): Result {
  const items = loaded.map((transferSize, index) => ({ url: `/${index}`, transferSize }));
  const audits = {
    'network-requests': { details: { type: 'table', items } },
    'meta-description': { title: 'No description', score: 0 },
    'font-size': { title: 'Small text', score: 0.5, displayValue: '40 % legible' },
    'link-text': { title: 'Links have text', score: 1 },
    hreflang: { title: 'Not weighed', score: 0 },
  };
  const auditRefs = [
    { id: 'meta-description', weight: 1 },
    { id: 'font-size', weight: 1 },
    { id: 'link-text', weight: 1 },
    { id: 'hreflang', weight: 0 },
  ];
  return { audits, categories: { seo: { score, auditRefs } } } as unknown as Result;
}

it('finds nothing on a page within its budget', () => {
  expect(scoresBelow({ seo: 100 }, aResult(1))).toEqual([]);
  expect(loadAbove({ requests: 2, bytes: 30 }, loadOf(aResult(1, [10, 20])))).toEqual([]);
});

it('names the category that is below its least score, and what has cost points', () => {
  expect(scoresBelow({ seo: 100 }, aResult(0.994))).toEqual([
    'seo 99 of 100 (No description; Small text: 40 % legible)',
  ]);
});

it('takes a category without a score for failed', () => {
  expect(scoresBelow({ seo: 1 }, aResult(null))).toHaveLength(1);
  expect(scoresBelow({ beauty: 1 }, aResult(1))).toEqual(['Lighthouse knows no category beauty']);
});

it('counts requests and bytes of everything that a page loads', () => {
  expect(loadAbove({ requests: 1, bytes: 29 }, loadOf(aResult(1, [10, 20])))).toEqual([
    '2 requests of 1 (/0 /1)',
    '30 bytes of 29',
  ]);
});

it('asks for the full score in all four categories', () => {
  const { scores } = Budget.parse(JSON.parse(readFileSync('test/audit/budget.json', 'utf8')));
  const all = { performance: 100, accessibility: 100, 'best-practices': 100, seo: 100 };
  expect(scores).toEqual(all);
});
