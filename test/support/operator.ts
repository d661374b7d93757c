import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** The commands of an operator, by the names of their files. */
export const COMMANDS = [
  'address',
  'announcement',
  'consultation',
  'digest',
  'keys',
  'opinion',
  'table',
] as const;
export type Command = (typeof COMMANDS)[number];

/** What a command has printed, and the exit code that it has set. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let runs = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of the operator in this process. A command runs when its file is loaded, so each
 * run loads the file anew; the modules that it imports stay loaded. Two commands never run at the
 * same time, because they share the arguments, the output and the exit code of the process.
 */
export async function run(command: Command, ...args: readonly string[]): Promise<Printed> {
  const ended = last.then(async () => load(command, args));
  last = ended.catch(() => undefined);
  return ended;
}

async function load(command: Command, args: readonly string[]): Promise<Printed> {
  const program = new URL(`../../operator/${command}.ts`, import.meta.url);
  const printed = { out: '', err: '' };
  const { argv, exitCode: before } = process;
  const listeners = process.stdout.listeners('error');
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
      printed.out += `${String(line)}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((line: unknown) => {
      printed.err += `${String(line)}\n`;
    }),
    vi.spyOn(process.stdout, 'write').mockImplementation((text: unknown, ...rest: unknown[]) => {
      printed.out += String(text);
      for (const done of rest) if (typeof done === 'function') (done as () => void)();
      return true;
    }),
  ];
  process.argv = [process.execPath, fileURLToPath(program), ...args];
  process.exitCode = undefined;
  try {
    await import(`${program.href}?run=${++runs}`);
    return { code: exitCode(), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const added of process.stdout.listeners('error')) {
      if (!listeners.includes(added)) process.stdout.off('error', added as () => void);
    }
    process.argv = argv;
    process.exitCode = before;
  }
}

const exitCode = (): number => Number(process.exitCode ?? 0);
