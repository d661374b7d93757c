import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';
import { functionNameOf } from './functions.ts';
import { type Call, decide, parsePolicy, type Pattern, type Statement } from './policy.ts';
import type { Assembly } from './template.ts';

const RoleProperties = z.object({
  ManagedPolicyArns: z._default(z.array(z.never()), []),
  Policies: z._default(z.array(z.never()), []),
});
const PolicyProperties = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()) });
const FunctionProperties = z.object({ Role: z.string() });
const ScheduleProperties = z.object({
  Name: z.string(),
  Target: z.object({ RoleArn: z.string() }),
});

/** One thing that a function or a schedule may do. */
interface Permission {
  /** The name of the function or the schedule. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  /** The pattern of the leading keys, or null for an action that is not limited to some. */
  readonly leadingKeys: string | null;
  /** How often the caller has done it. */
  readonly calls: number;
}

/** A call that AWS would have refused. */
interface RefusedCall {
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly leadingKeys: readonly string[];
  readonly calls: number;
}

/** What a caller asks a service for. */
export interface Asked {
  readonly action: string;
  /** The caller needs the permission on each of them. */
  readonly resources: readonly string[];
  /** Undefined for an action without leading keys. */
  readonly leadingKeys?: readonly string[] | undefined;
}

/** Why a call is refused, in the parts of AWS's message. */
export interface Denial {
  readonly user: string;
  readonly action: string;
  readonly resource: string;
  readonly because: string;
}

interface Caller {
  readonly name: string;
  readonly user: string;
  readonly statements: readonly Statement[];
}

type Counted<One extends { readonly calls: number }> = Omit<One, 'calls'> & { calls: number };

/** A permission, with the parts of its statement from which it comes. */
interface Granted {
  readonly permission: Counted<Permission>;
  readonly action: Pattern;
  readonly resource: Pattern;
  readonly leadingKeys: Pattern | null;
}

const LEADING_KEYS = 'dynamodb:leadingkeys';

/**
 * The permissions of functions and schedules, from the roles and policies of the template. The
 * services of this machine ask here before they carry out a call. A function signs its calls with
 * its own id as access key. A schedule is known by its role. Nobody else is limited.
 */
export class Permissions {
  readonly #callers = new Map<string, Caller>();
  readonly #granted = new Map<Statement, readonly Granted[]>();
  readonly #refused = new Map<string, Counted<RefusedCall>>();

  /**
   * From now on limits the functions and schedules of the template. Everything that the policies
   * refer to must have its place on this machine by now. Throws for a policy that is not understood.
   */
  limit(assembly: Assembly): void {
    for (const id of assembly.idsOf('AWS::IAM::Role')) {
      assembly.become(id, { ref: id, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${id}` } });
    }
    for (const { properties } of assembly.of('AWS::IAM::Role')) RoleProperties.parse(properties);
    const policies = assembly
      .of('AWS::IAM::Policy')
      .map(({ properties }) => PolicyProperties.parse(properties));
    const add = (key: string, name: string, roleArn: string, session: string) => {
      const role = roleArn.split('/').at(-1) ?? '';
      const statements = policies
        .filter(({ Roles }) => Roles.includes(role))
        .flatMap(({ PolicyDocument }) => parsePolicy(PolicyDocument));
      const user = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`;
      this.#callers.set(key, { name, user, statements });
      for (const one of statements) this.#granted.set(one, permissionsOf(name, one));
    };
    for (const { id, properties } of assembly.of('AWS::Lambda::Function')) {
      add(id, functionNameOf(id), FunctionProperties.parse(properties).Role, id);
    }
    for (const { properties } of assembly.of('AWS::Scheduler::Schedule')) {
      const { Name, Target } = ScheduleProperties.parse(properties);
      add(Target.RoleArn, Name, Target.RoleArn, Name);
    }
  }

  /**
   * Returns null if the caller may make the call: the owner of this access key, or the schedule with
   * this role. Keeps a record of what was allowed and of what was not.
   */
  denialOf(key: string | null, { action, resources, leadingKeys }: Asked): Denial | null {
    const caller = key === null ? undefined : this.#callers.get(key);
    if (caller === undefined) return null;
    const context = leadingKeys === undefined ? {} : { [LEADING_KEYS]: leadingKeys };
    const calls = resources.map((resource): Call => ({ action, resource, context }));
    const decisions = calls.map((call) => ({ call, ...decide(caller.statements, call) }));
    for (const one of decisions) {
      if (one.decision === 'allowed') continue;
      const { resource } = one.call;
      this.#noteRefusal({
        caller: caller.name,
        action,
        resource,
        leadingKeys: leadingKeys ?? [],
      });
      const because =
        one.decision === 'explicit-deny'
          ? 'with an explicit deny in an identity-based policy'
          : `because no identity-based policy allows the ${action} action`;
      return { user: caller.user, action, resource, because };
    }
    for (const one of decisions) if (one.decision === 'allowed') this.#noteUse(one.by, one.call);
    return null;
  }

  /** Everything that the callers may do and have done, and what they were refused. */
  report(): {
    readonly permissions: readonly Permission[];
    readonly refused: readonly RefusedCall[];
  } {
    return {
      permissions: [...this.#granted.values()].flat().map(({ permission }) => permission),
      refused: [...this.#refused.values()],
    };
  }

  #noteUse(statement: Statement, { action, resource, context }: Call): void {
    for (const one of this.#granted.get(statement) ?? []) {
      const keys = context[LEADING_KEYS] ?? [];
      const isUsed =
        one.action.matches(action) &&
        one.resource.matches(resource) &&
        (one.leadingKeys === null || keys.some((key) => one.leadingKeys?.matches(key) === true));
      if (isUsed) one.permission.calls += 1;
    }
  }

  #noteRefusal(call: Omit<RefusedCall, 'calls'>): void {
    const name = JSON.stringify(call);
    const noted = this.#refused.get(name) ?? { ...call, calls: 0 };
    noted.calls += 1;
    this.#refused.set(name, noted);
    if (noted.calls === 1) console.error(`AWS would refuse this call: ${name}`);
  }
}

/** Returns the message with which AWS refuses the call. */
export function messageOf({ user, action, resource, because }: Denial): string {
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}

/** Takes a statement apart into single permissions. */
function permissionsOf(name: string, { effect, actions, resources, conditions }: Statement) {
  if (effect === 'Deny') return [];
  const limits = conditions
    .filter(({ key }) => key === LEADING_KEYS)
    .flatMap(({ patterns }) => patterns);
  const patterns = limits.length === 0 ? [null] : limits;
  return actions.flatMap((action) =>
    resources.flatMap((resource) =>
      patterns.map((leadingKeys): Granted => {
        const permission = {
          caller: name,
          action: action.text,
          resource: resource.text,
          leadingKeys: leadingKeys?.text ?? null,
          calls: 0,
        };
        return { permission, action, resource, leadingKeys };
      }),
    ),
  );
}

/** Returns the access key that has signed a request, or null if nobody has signed it. */
export function accessKeyOf(authorization: string | undefined): string | null {
  return /\bCredential=(?<key>[^/,\s]+)\//u.exec(authorization ?? '')?.groups?.['key'] ?? null;
}
