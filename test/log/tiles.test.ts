import { describe, expect, it } from 'vitest';
import {
  readTilePath,
  TILE_WIDTH,
  tileGrowth,
  widthIn,
  writeTilePath,
} from '../../shared/log/tiles.ts';
import { appendLeaves, EMPTY, leafHash } from '../../shared/log/tree.ts';
import { rootByDefinition } from '../support/log.ts';

describe('the address of a tile', () => {
  it.each([
    ['0/x001/x234/067', { level: 0, number: 1_234_067, width: 256 }],
    ['0/000', { level: 0, number: 0, width: 256 }],
    ['1/999.p/17', { level: 1, number: 999, width: 17 }],
    ['entries/x001/000.p/255', { level: 'entries', number: 1_000, width: 255 }],
    ['63/000.p/1', { level: 63, number: 0, width: 1 }],
  ] as const)('%s is written as the specification says', (path, request) => {
    expect(readTilePath(path.split('/'))).toEqual(request);
    expect(writeTilePath(request)).toBe(path);
  });

  it.each([
    ['0', 'no number'],
    ['', 'nothing'],
    ['00/000', 'a level with a zero too many'],
    ['64/000', 'a level that is too high'],
    ['-1/000', 'a level below zero'],
    ['0/0', 'a number of one digit'],
    ['0/0000', 'a number of four digits'],
    ['0/001/000', 'no x'],
    ['0/x000/001', 'a group of zeros too many'],
    ['0/x001', 'nothing after the x'],
    ['0/000.p', 'no width'],
    ['0/000.p/0', 'no hash'],
    ['0/000.p/256', 'a full tile'],
    ['0/000.p/01', 'a width with a zero too many'],
    ['0/000/1', 'no p'],
    ['entry/000', 'another word'],
  ])('%s is none: %s', (path) => {
    expect(readTilePath(path.split('/'))).toBeNull();
  });
});

describe('the tiles of a tree', () => {
  it('are as many and as wide as the specification says', () => {
    const widths = (level: number, number: number) => widthIn({ level, number }, 70_000);
    expect([widths(0, 272), widths(0, 273), widths(0, 274)]).toEqual([256, 112, 0]);
    expect([widths(1, 0), widths(1, 1), widths(1, 2)]).toEqual([256, 17, 0]);
    expect([widths(2, 0), widths(2, 1), widths(3, 0)]).toEqual([1, 0, 0]);
    expect([widthIn({ level: 0, number: 0 }, 256), widthIn({ level: 1, number: 0 }, 256)]).toEqual([
      256, 1,
    ]);
  });

  it('grow by the roots of full tiles, in whatever portions the tree grows', () => {
    const entries = Array.from({ length: 1_100 }, (_, index) => `entry ${index}`);
    const [first, second] = [tileGrowth(), tileGrowth()];
    const half = appendLeaves(EMPTY, entries.slice(0, 700).map(leafHash), first.add);
    appendLeaves(half, entries.slice(700).map(leafHash), second.add);
    const roots = [0, 1, 2, 3].map((number) => {
      return rootByDefinition(entries.slice(number * TILE_WIDTH, (number + 1) * TILE_WIDTH));
    });
    const tile = { level: 1, number: 0 };
    expect(first.parts()).toEqual([{ ...tile, first: 0, hashes: roots.slice(0, 2) }]);
    expect(second.parts()).toEqual([{ ...tile, first: 2, hashes: roots.slice(2) }]);
  });
});
