import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Built, buildAll } from './build.ts';
import { type Deployment, EXAMPLE, readDeployment, stacksOf } from './deployment.ts';
import { ServiceStack } from './service-stack.ts';
import { StatefulStack } from './stateful-stack.ts';

/**
 * Adds both stacks of a deployment to the app. Its synthesis throws when cdk-nag finds something
 * that nobody has acknowledged with a reason.
 */
export function addProduct(app: App, deployment: Deployment, { assetVersion }: Built): void {
  const { name, config } = deployment;
  const { account, region } = config;
  const env = { account, region };
  const stacks = stacksOf(name);
  const stateful = new StatefulStack(app, stacks.data, { env, deployment });
  new ServiceStack(app, stacks.service, {
    env,
    deployment,
    table: stateful.table,
    logKeys: stateful.logKeys,
    assetVersion,
  });
  Tags.of(app).add('product', 'sadzirdets');
  Tags.of(app).add('deployment', name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

if (import.meta.main) {
  const app = new App();
  const name: unknown = app.node.tryGetContext('deployment') ?? EXAMPLE;
  addProduct(app, readDeployment(String(name)), await buildAll());
  app.synth();
}
