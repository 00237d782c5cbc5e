import { Candidate } from './candidate.ts';
import { kernelErrors } from './kernel-errors.ts';

/** On whose behalf a call is made, and within what. */
export interface CallContext {
  /** The innermost actor: who makes the call. */
  readonly candidate: Candidate;
  /** The actors it acts for, nearest first: an agent run by a user has that user here. */
  readonly onBehalfOf?: readonly Candidate[];
  readonly run?: { readonly id: string; readonly step?: string; /** Epoch ms. */ readonly deadline?: number };
  readonly signal?: AbortSignal | undefined;
  /** Free text for observers, e.g. the component that calls. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A copy, so that nobody can drop an actor from a context that was checked. */
function ownActors(onBehalfOf: unknown): Pick<CallContext, 'onBehalfOf'> {
  if (onBehalfOf === undefined) return {};
  if (!Array.isArray(onBehalfOf)) throw kernelErrors.BAD_CANDIDATE({ given: `onBehalfOf, which is no list (${typeof onBehalfOf}),` });
  return { onBehalfOf: Object.freeze([...(onBehalfOf as Candidate[])]) };
}

/**
 * A checked, frozen context of a candidate or a context.
 * @throws KERNEL_BAD_CANDIDATE when an actor was not minted by this kernel, KERNEL_TENANT_MISMATCH when their tenants differ
 */
export function toContext(given: Candidate | CallContext): CallContext {
  const context: CallContext = Candidate.isMinted(given) ? { candidate: given } : { ...given, ...ownActors(given?.onBehalfOf) };
  const actors = [context.candidate, ...(context.onBehalfOf ?? [])];
  for (const actor of actors) {
    if (!Candidate.isMinted(actor)) throw kernelErrors.BAD_CANDIDATE({ given: `A value of type ${typeof actor}` });
  }
  const tenants = new Set(actors.map(({ tenant }) => tenant));
  if (tenants.size > 1) throw kernelErrors.TENANT_MISMATCH({ tenants: [...tenants] });
  return Object.freeze(context);
}
