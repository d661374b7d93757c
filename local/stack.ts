import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ACCOUNT } from './account.ts';
import { clockShift, type ClockShift, installClock, realNow } from './clock.ts';
import { LocalConsole } from './console.ts';
import { DataFolder, OtherLayout, type RunningStack } from './data-folder.ts';
import { dynamoGuard } from './dynamo-guard.ts';
import { startDynamo } from './dynamo.ts';
import { LocalEventBus } from './event-bus.ts';
import { LocalFunction } from './functions.ts';
import { LocalHttpApi } from './http-api.ts';
import { Inbox } from './inbox.ts';
import { LocalKms } from './kms.ts';
import { Permissions } from './permissions.ts';
import { LocalQueues } from './queues.ts';
import { LocalScheduler } from './scheduler.ts';
import { LocalSes } from './ses.ts';
import { synthesizeLocally } from './synthesis.ts';
import { createTables } from './tables.ts';
import { Assembly } from './template.ts';
import { WebServer } from './web-server.ts';

interface Settings {
  readonly port: number;
  readonly data: string;
  /**
   * When the stack's clock starts, in milliseconds since 1970. Null means the real time, or the
   * time that the data has seen if that is later.
   */
  readonly clock: number | null;
  /** Fills the table of a stack that starts for the first time. */
  readonly seed: (
    table: Pick<RunningStack, 'dynamoEndpoint' | 'tableName' | 'region'>,
  ) => Promise<void>;
  /** Says what a person should know. */
  readonly say: (line: string) => void;
}

export interface LocalStack {
  readonly url: string;
  stop(): Promise<void>;
}

/** How often the stack records the time that the data has seen. */
const SEEN_EVERY_MS = 15_000;

/** Starts the product on this machine from its synthesized template. Throws when it cannot. */
export async function startStack({ port, data, clock, seed, say }: Settings): Promise<LocalStack> {
  const folder = await openFolder(data);
  const closing: (() => Promise<void> | void)[] = [
    () => {
      folder.close();
    },
  ];
  const stop = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const shift = startClock(folder, clock, say);
    const { directory, region } = await synthesizeLocally();
    const assembly = new Assembly(directory, region);
    const server = await WebServer.listen(port);
    const { url } = server;
    closing.push(() => {
      server.abandon();
    });

    const permissions = new Permissions();
    const guard = dynamoGuard(assembly, permissions);
    const dynamo = await startDynamo({ path: folder.at('dynamo'), guard });
    closing.push(() => dynamo.close());
    const inbox = new Inbox(folder.at('mail'));
    const ses = await LocalSes.start(inbox, assembly, permissions);
    closing.push(() => ses.close());
    const kms = await LocalKms.start(assembly, folder.at('keys'), permissions);
    closing.push(() => kms.close());
    const queues = await LocalQueues.start(assembly, permissions);
    closing.push(() => queues.close());
    const tableName = await createTables(assembly, dynamo.endpoint);
    const table = { dynamoEndpoint: dynamo.endpoint, tableName, region };
    for (const id of assembly.idsOf('AWS::ApiGatewayV2::Api')) {
      assembly.become(id, { ref: id, attributes: { ApiEndpoint: url } });
    }

    const functions = startFunctions(assembly, shift, folder, {
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_KMS: kms.endpoint,
      AWS_ENDPOINT_URL_SES: ses.endpoint,
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
    });
    permissions.limit(assembly);
    closing.push(async () => {
      await Promise.all([...functions.values()].map((one) => one.close()));
    });
    const functionOf = (reference: string): LocalFunction => {
      const found = functions.get(reference.split(':').at(-1) ?? '');
      if (found === undefined) throw new Error(`The template names no function ${reference}`);
      return found;
    };
    const bus = new LocalEventBus(assembly, functionOf);
    closing.push(() => bus.close());
    ses.reportTo(bus);
    const scheduler = new LocalScheduler(assembly, functionOf, permissions);
    const api = new LocalHttpApi(assembly, functionOf);
    /**
     * Records the time. When the clock runs ahead of the real time, this records a time beyond the
     * next recording. So a stack that is killed before the next recording does not resume behind
     * its data.
     */
    const remember = () => {
      const shiftMs = shift[0] ?? 0;
      folder.recordSeen(Date.now() + (shiftMs > 0 ? SEEN_EVERY_MS : 0));
      folder.tell({ url, ...table, shiftMs });
    };
    const windOn = (time: Date) => {
      const ahead = time.getTime() - Date.now();
      if (ahead <= 0) return;
      shift[0] = (shift[0] ?? 0) + ahead;
      remember();
      scheduler.skipToNow();
      say(`The clock was wound on to ${time.toISOString()}`);
    };
    const local = new LocalConsole({
      inbox,
      ses,
      keyFaults: kms.faults,
      scheduler,
      permissions,
      dataFolder: folder.path,
      windOn,
    });

    if (folder.isNew) await seed(table);
    remember();
    const remembering = setInterval(remember, SEEN_EVERY_MS);
    closing.push(() => {
      clearInterval(remembering);
      folder.recordSeen(Date.now());
    });

    queues.feed(functionOf, () => server.isBusy);
    scheduler.start();
    // First nothing new begins. Then what runs may end, while everything that it needs still works.
    closing.push(async () => {
      scheduler.stop();
      queues.starve();
      await server.close();
    });
    server.serve((request, response) => {
      const isLocal = /^\/local(?:[/?]|$)/u.test(request.url ?? '');
      return (isLocal ? local : api).answer(request, response);
    });
    return { url, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/**
 * Opens the data folder, in several attempts: a stack that was killed just now needs a moment to
 * disappear.
 */
async function openFolder(path: string): Promise<DataFolder> {
  for (let tries = 1; ; tries++) {
    try {
      return DataFolder.open(path);
    } catch (fault) {
      if (tries === 10 || fault instanceof OtherLayout) throw fault;
      await setTimeout(150);
    }
  }
}

/**
 * Starts the stack's clock. Without `--clock`, it never runs behind the data: an opinion with an
 * earlier time would be in no digest.
 */
function startClock(folder: DataFolder, clock: number | null, say: Settings['say']): ClockShift {
  const real = realNow();
  const shift = clockShift((clock ?? Math.max(real, folder.lastSeen)) - real);
  installClock(shift);
  const seen = new Date(folder.lastSeen).toISOString();
  if (clock === null && folder.lastSeen > real) {
    say(`The clock starts at ${seen}, the latest time in the data`);
  }
  if (clock !== null && clock < folder.lastSeen) {
    say(`Warning: the clock starts before ${seen}, the latest time in the data.`);
    say('Opinions given now may fall into windows of past digests. No digest would tell them.');
  }
  return shift;
}

function startFunctions(
  assembly: Assembly,
  shift: ClockShift,
  folder: DataFolder,
  endpoints: Readonly<Record<string, string>>,
): Map<string, LocalFunction> {
  for (const id of assembly.idsOf('AWS::Lambda::Function')) {
    const Arn = `arn:aws:lambda:${assembly.region}:${ACCOUNT}:function:${id}`;
    assembly.become(id, { ref: id, attributes: { Arn } });
  }
  const settings = {
    directory: assembly.directory,
    shift,
    logDirectory: folder.at('log'),
  };
  const runtimeVariables = {
    ...endpoints,
    AWS_REGION: assembly.region,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    // Node keeps here what it has compiled. An environment then starts in half the processor time.
    NODE_COMPILE_CACHE: resolve(assembly.directory, 'compile-cache'),
  };
  return new Map(
    assembly.of('AWS::Lambda::Function').map((resource) => {
      const { id } = resource;
      // The access key says which function makes a call.
      const own = { ...runtimeVariables, AWS_ACCESS_KEY_ID: id };
      return [id, new LocalFunction(resource, { ...settings, runtimeVariables: own })] as const;
    }),
  );
}
