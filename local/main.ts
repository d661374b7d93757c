import { parseArgs } from 'node:util';
import { startStack } from './stack.ts';

const USAGE = `Usage: npm start -- [--port N] [--data DIR] [--clock ISO8601]

  --port   where the site stands, 4000 unless said otherwise; 0: any that is free
  --data   the folder of the data, .local unless said otherwise
  --clock  the time at which the stack's clock starts, such as 2027-01-11T08:00+02:00`;

/** Throws what a person should read. */
function settings() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string', default: '.local' },
      clock: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/u.test(values.port) || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`);
  }
  const clock = values.clock === undefined ? null : Date.parse(values.clock);
  if (clock !== null && Number.isNaN(clock)) {
    throw new Error(`--clock must be a time in ISO 8601, not ${values.clock ?? ''}`);
  }
  return { port, clock, data: values.data, help: values.help };
}

try {
  const { help, ...asked } = settings();
  if (help) {
    console.log(USAGE);
  } else {
    const stack = await startStack({ ...asked, say: console.log });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        void stack.stop().then(() => process.exit(0));
      });
    }
    console.log(`The inbox and the schedules: ${stack.url}/local/`);
    console.log(`Ready: ${stack.url}/lv/`);
  }
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  console.error(`\n${USAGE}`);
  process.exit(2);
}
