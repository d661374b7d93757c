import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildAll } from './build.ts';
import { parseConfig } from './config.ts';
import { ServiceStack } from './service-stack.ts';
import { StatefulStack } from './stateful-stack.ts';

/**
 * The folder that the assembly is written to, and context in addition to what the CDK CLI passes.
 */
interface Synthesis {
  readonly outdir?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly assetVersion: string;
}

/**
 * Creates the app with both stacks. Throws when the context is wrong. Its synthesis throws when
 * cdk-nag finds something that nobody has acknowledged with a reason.
 */
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
