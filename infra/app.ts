import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildAll } from './build.ts';
import { parseConfig } from './config.ts';
import { ServiceStack } from './service-stack.ts';
import { StatefulStack } from './stateful-stack.ts';

/** Where the assembly goes, and a context beside what the CDK CLI hands over. */
interface Synthesis {
  readonly outdir?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly assetVersion: string;
}

/** Both stacks. Throws when the context is not good; its synthesis throws when cdk-nag finds what nobody has given a reason for. */
export function product({ outdir, context = {}, assetVersion }: Synthesis): App {
  const app = new App({ ...(outdir === undefined ? {} : { outdir }), context: { ...context } });
  const config = parseConfig(app.node.tryGetContext('sadzirdets'));
  const env = { region: config.region };
  const stateful = new StatefulStack(app, 'SadzirdetsData', { env });
  new ServiceStack(app, 'Sadzirdets', {
    env,
    config,
    table: stateful.table,
    assetVersion,
  });
  Tags.of(app).add('product', 'sadzirdets');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

if (import.meta.main) product(await buildAll()).synth();
