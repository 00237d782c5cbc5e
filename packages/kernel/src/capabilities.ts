import type { Candidate } from './candidate.ts';
import { object, text } from './fields.ts';
import type { Problem } from './kernel-errors.ts';

/**
 * One line of the operator's rules. `to`: `*`, `<role>:*`, `<role>:<id>` or `<role>:<start of id>*`; `use`: a capability such as
 * `llm:openai/gpt-4o`, `llm:openai/*` or `llm:*`. A star stands only at the end. `tenant` absent: every tenant.
 */
export interface AccessRule {
  readonly to: string;
  readonly use: string;
  readonly tenant?: string;
}

/** Deny wins over allow, and both over what is open by default. */
export interface AccessRules {
  readonly allow?: readonly AccessRule[];
  readonly deny?: readonly AccessRule[];
  /** First words of capabilities open to everyone; filled from the subsystems at boot. */
  readonly open?: ReadonlySet<string>;
}

const matches = (pattern: string, given: string): boolean => (pattern.endsWith('*') ? given.startsWith(pattern.slice(0, -1)) : pattern === given);

const applies = (rule: AccessRule, actor: Candidate, use: string): boolean =>
  (rule.tenant === undefined || rule.tenant === actor.tenant) && matches(rule.to, actor.toString()) && matches(rule.use.toLowerCase(), use);

/** Whether the operator's rules give `actor` the capability. Capability names compare without case. */
export function isAllowed(rules: AccessRules, actor: Candidate, capability: string): boolean {
  const use = capability.toLowerCase();
  if (rules.deny?.some((rule) => applies(rule, actor, use))) return false;
  if (actor.role === 'system' || rules.allow?.some((rule) => applies(rule, actor, use))) return true;
  const colon = use.indexOf(':');
  return rules.open?.has(colon < 0 ? use : use.slice(0, colon)) ?? false;
}

const toShape = /^(\*|public|(user|agent|team|system):([A-Za-z0-9._@+:~-]+\*?|\*))$/;
const useShape = /^[a-z]+(:[^*\s]*\*?)?$/i;

const fields = object({ to: text(), use: text(), tenant: text().optional() });

function checkRule(rule: unknown, where: string): Problem[] {
  const parsed = fields.parse(rule);
  const fix = 'A rule is { to: "agent:*", use: "llm:*" }, with a tenant where it is for one only.';
  if (parsed.issues) return parsed.issues.map(({ path, message }) => ({ where: [where, ...path].join('.'), says: `It ${message}.`.replace(/([.?])\.$/, '$1'), fix }));
  const { to, use } = parsed.value;
  const problems: Problem[] = [];
  if (!toShape.test(to)) problems.push({ where: `${where}.to`, says: `${JSON.stringify(to)} names nobody.`, fix: 'Write "*", "agent:*", "agent:<id>" or "team:<start>*".' });
  if (!useShape.test(use)) problems.push({ where: `${where}.use`, says: `${JSON.stringify(use)} is not a capability.`, fix: 'Write for example "llm:*", "llm:openai/*" or "egress:api.example.com".' });
  return problems;
}

/** What is wrong with the rules; none: they can be used. */
export function checkRules(rules: AccessRules): Problem[] {
  return (['allow', 'deny'] as const).flatMap((kind) => {
    const given: unknown = rules[kind] ?? [];
    if (!Array.isArray(given)) return [{ where: `Access.${kind}`, says: 'It is not a list of rules.', fix: 'Write [{ to: "agent:*", use: "llm:*" }].' }];
    return given.flatMap((rule, i) => checkRule(rule, `Access.${kind}[${i}]`));
  });
}
