import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { SYNTHESIZED } from './synthesized.ts';

/*
 * A test that needs the synthesized stack starts when this file has been loaded.
 */

while (!existsSync(SYNTHESIZED)) await setTimeout(100);
const fault = readFileSync(SYNTHESIZED, 'utf8');
if (fault !== '') throw new Error(`The stack could not be synthesized: ${fault}`);
