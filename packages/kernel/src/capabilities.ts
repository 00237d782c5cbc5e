import type { Candidate } from './candidate.ts';
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

const matches = (pattern: string, text: string): boolean => (pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text);

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

const toShape = /^(\*|(user|agent|team|public|system)(:[A-Za-z0-9._@+:~-]*\*?)?)$/;
const useShape = /^[a-z]+(:[^*\s]*\*?)?$/i;

/** What is wrong with the rules; none: they can be used. */
export function checkRules(rules: AccessRules): Problem[] {
  const problems: Problem[] = [];
  for (const kind of ['allow', 'deny'] as const) {
    for (const [i, rule] of (rules[kind] ?? []).entries()) {
      const where = `Access.${kind}[${i}]`;
      if (typeof rule.to !== 'string' || !toShape.test(rule.to)) {
        problems.push({ where: `${where}.to`, says: `${JSON.stringify(rule.to)} names nobody.`, fix: 'Write "*", "agent:*", "agent:<id>" or "team:<start>*".' });
      }
      if (typeof rule.use !== 'string' || !useShape.test(rule.use)) {
        problems.push({ where: `${where}.use`, says: `${JSON.stringify(rule.use)} is not a capability.`, fix: 'Write for example "llm:*", "llm:openai/*" or "egress:api.example.com".' });
      }
    }
  }
  return problems;
}
