import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FALLBACK, type Route, ROUTES } from '../../shared/routes.ts';
import { type Deployment, prefixOf } from '../deployment.ts';

/**
 * Requests per second, steady and in a burst. If a whole country gives its opinions in one day, it
 * needs a hundredth of this. A flood beyond the limit costs nothing.
 */
const THROTTLE = { rateLimit: 200, burstLimit: 400 };

/**
 * The public API: one route for each row of the route table, to the function that the row names.
 */
export class SiteApi extends Construct {
  readonly api: HttpApi;
  /** The address of the site, without a slash at the end. */
  readonly siteUrl: string;
  /** What the DNS record of the domain must point to. Undefined if there is no domain. */
  readonly dnsTarget: string | undefined;

  constructor(scope: Construct, id: string, { name, config }: Deployment) {
    super(scope, id);
    const { domain, certificateArn } = config;
    // The API keeps its own address when it gets a domain: earlier mails hold links to it.
    this.api = new HttpApi(this, 'Api', { apiName: prefixOf(name), createDefaultStage: false });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'Reading and giving opinions is open to everybody, without an account, by design.',
    });
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const mapping = this.#domainOf(domain, certificateArn);
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      ...(mapping === undefined ? {} : { domainMapping: { domainName: mapping } }),
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        // Log neither network addresses nor queries: a query may hold the key of a receipt.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTime',
            route: '$context.routeKey',
            status: '$context.status',
            latencyMs: '$context.responseLatency',
          }),
        ),
      },
    });
    this.dnsTarget = mapping?.regionalDomainName;
    this.siteUrl = domain === undefined ? this.api.apiEndpoint : `https://${domain}`;
  }

  #domainOf(domain?: string, certificateArn?: string): DomainName | undefined {
    if (domain === undefined || certificateArn === undefined) return undefined;
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
    return new DomainName(this, 'Domain', { domainName: domain, certificate });
  }

  /**
   * Connects each function to the routes that name it. One of them also answers every request that
   * no route matches.
   */
  serve(functions: Readonly<Record<Route['answeredBy'], Function>>): void {
    const integrations = Object.fromEntries(
      Object.entries(functions).map(([name, lambda]) => [
        name,
        // One permission for the whole API: with one for each route, the resource policy of a function
        // that answers many routes comes near to Lambda's limit of 20,480 bytes.
        new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute: false }),
      ]),
    );
    const integrationOf = (name: Route['answeredBy']) => {
      const integration = integrations[name];
      if (integration === undefined) throw new Error(`No function ${name} answers its routes`);
      return integration;
    };
    for (const { method, path, answeredBy, takesSlash } of Object.values<Route>(ROUTES)) {
      const integration = integrationOf(answeredBy);
      // A route of API Gateway matches one method, and a GET route does not match HEAD.
      const methods = method === 'GET' ? [HttpMethod.GET, HttpMethod.HEAD] : [HttpMethod[method]];
      this.api.addRoutes({ path, methods, integration });
      // No path of a route may end in a slash. This route matches a slash and whatever follows it.
      if (takesSlash === true) {
        this.api.addRoutes({ path: `${path}/{rest+}`, methods, integration });
      }
    }
    new HttpRoute(this, 'Fallback', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      // The source of these requests is `STAGE/$default`: it has no method and no path, so the permission
      // for the whole API, `*/*/*`, does not allow it. An integration of its own gets `*/*`.
      integration: new HttpLambdaIntegration('Fallback', functions[FALLBACK]),
    });
  }
}
