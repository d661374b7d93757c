import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsQuestions } from './aws-questions.ts';

/** The parameter that the bootstrap writes, and that the stacks read. */
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** Asks AWS in this region, with the credentials that the AWS CLI would use. */
export function awsAccount(region: string): AwsQuestions {
  const cloudFormation = new CloudFormationClient({ region });
  const ses = new SESv2Client({ region });
  async function* resourcesOf(StackName: string) {
    const pages = paginateListStackResources({ client: cloudFormation }, { StackName });
    for await (const { StackResourceSummaries = [] } of pages) yield* StackResourceSummaries;
  }
  return {
    async whoAmI() {
      const { Account = '', Arn = '' } = await new STSClient({ region }).send(
        new GetCallerIdentityCommand(),
      );
      return { account: Account, arn: Arn };
    },

    async bootstrapVersion() {
      const asking = new SSMClient({ region }).send(
        new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER }),
      );
      const answer = await nullIf('ParameterNotFound', asking);
      return answer === null ? null : Number(answer.Parameter?.Value);
    },

    async stackStatus(stack) {
      const asking = cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
      // CloudFormation has no error of its own for a stack that does not exist.
      const answer = await nullIf('ValidationError', asking, 'does not exist');
      return answer?.Stacks?.[0]?.StackStatus ?? null;
    },

    async ownsIdentity(stack, domain) {
      for await (const { ResourceType, PhysicalResourceId } of resourcesOf(stack)) {
        if (ResourceType === 'AWS::SES::EmailIdentity' && PhysicalResourceId === domain)
          return true;
      }
      return false;
    },

    async keysIn(stack) {
      let keys = 0;
      for await (const { ResourceType } of resourcesOf(stack)) {
        if (ResourceType === 'AWS::KMS::Key') keys += 1;
      }
      return keys;
    },

    async concurrency() {
      const { AccountLimit } = await new LambdaClient({ region }).send(
        new GetAccountSettingsCommand(),
      );
      return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    },

    async mailAccount() {
      const account = await ses.send(new GetAccountCommand());
      return {
        isInSandbox: account.ProductionAccessEnabled !== true,
        isPaused: account.SendingEnabled === false,
        daily: account.SendQuota?.Max24HourSend ?? 0,
        perSecond: account.SendQuota?.MaxSendRate ?? 0,
      };
    },

    async identity(domain) {
      const asking = ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
      const answer = await nullIf('NotFoundException', asking);
      return answer === null ? null : { isVerified: answer.VerifiedForSendingStatus === true };
    },

    async certificate(arn) {
      const asking = new ACMClient({ region }).send(
        new DescribeCertificateCommand({ CertificateArn: arn }),
      );
      const answer = await nullIf('ResourceNotFoundException', asking);
      if (answer === null) return null;
      const { Status = '', SubjectAlternativeNames = [] } = answer.Certificate ?? {};
      return { status: Status, names: SubjectAlternativeNames };
    },
  };
}

/** Returns null where AWS answers with this code, and with these words. */
async function nullIf<Answer>(
  code: string,
  asking: Promise<Answer>,
  words = '',
): Promise<Answer | null> {
  try {
    return await asking;
  } catch (fault) {
    if (fault instanceof Error && fault.name === code && fault.message.includes(words)) return null;
    throw fault;
  }
}
