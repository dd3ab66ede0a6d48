import {bindingKey} from '../access/derive.ts';
import type {LiveScramUser} from '../cluster/facts.ts';
import {type AclBinding, type Model, principalOf, type Resource, type UserSpec} from '../specs/model.ts';
import {aclName, aclSpec, foldOperations} from './acls.ts';
import type {Domains} from './domains.ts';
import type {Draft, LeftOut} from './draft.ts';
import {applicationForm} from './intents/application.ts';
import {FreeNames} from './names.ts';
import type {Scope} from './scope.ts';
import {unstatable} from './statable.ts';
import {type PasswordVariables, principalForm, scramForm} from './users.ts';

export interface PrincipalsRequest {
  model: Model;
  domains: Domains;
  scope: Scope;
  /** SCRAM users and bindings that no document states yet. */
  users: readonly LiveScramUser[];
  bindings: readonly AclBinding[];
  /** All bindings that are live, by principal: they say where a principal belongs. */
  allBindings: ReadonlyMap<string, readonly AclBinding[]>;
  isDeclared(topic: string): boolean;
  variables: PasswordVariables;
}

export interface PrincipalDrafts {
  drafts: Draft[];
  leftOut: LeftOut[];
  notes: string[];
}

/** Users, and what each principal may do: as an Application where it looks like one, the rest as Acl documents. */
export function principalDrafts(request: PrincipalsRequest): PrincipalDrafts {
  return new Principals(request).drafts();
}

/** The domain of all that is a principal's: where its documents stand already, else where most of its topics do. */
export function domainOf(
  principal: string,
  {model, domains, allBindings}: Pick<PrincipalsRequest, 'model' | 'domains' | 'allBindings'>,
): string {
  const declared = model.users.find(user => principalOf(user) === principal) ?? model.acls.find(({spec}) => spec.principal === principal);
  return declared?.domain ?? domains.ofPrincipal(allBindings.get(principal) ?? []);
}

class Principals {
  readonly #request: PrincipalsRequest;
  readonly #result: PrincipalDrafts = {drafts: [], leftOut: [], notes: []};
  /** The User of a principal, declared or drafted. */
  readonly #users = new Map<string, {name: string; spec: UserSpec}>();
  readonly #domains = new Map<string, string>();

  constructor(request: PrincipalsRequest) {
    this.#request = request;
    for (const user of request.model.users) this.#users.set(principalOf(user), user);
  }

  drafts(): PrincipalDrafts {
    const {model, users, bindings} = this.#request;
    const namesOf = (documents: readonly {name: string}[]): string[] => documents.map(({name}) => name);
    for (const user of users) this.#scramUser(user);
    const byPrincipal = Map.groupBy(bindings, ({principal}) => principal);
    const principals = [...byPrincipal.keys()].sort();
    const names = new FreeNames([...namesOf(model.users), ...namesOf(users), ...principals.flatMap(plainNames)]);
    for (const principal of principals) this.#otherUser(principal, names);
    const applications = new FreeNames(namesOf(model.applications));
    const acls = new FreeNames(namesOf(model.acls));
    for (const principal of principals) this.#access(principal, byPrincipal.get(principal) ?? [], {applications, acls});
    return this.#result;
  }

  #domainOf(principal: string): string {
    const known = this.#domains.get(principal) ?? domainOf(principal, this.#request);
    this.#domains.set(principal, known);
    return known;
  }

  #add(draft: Draft): void {
    this.#result.drafts.push(draft);
  }

  #scramUser(user: LiveScramUser): void {
    const {name} = user;
    const {leftOut, notes} = this.#result;
    const {model, variables} = this.#request;
    if (model.users.some(declared => declared.name === name)) {
      leftOut.push({kind: 'User', name, reason: 'a User document of that name declares another principal', because: 'unstatable'});
      return;
    }
    const problem = unstatable('User', name, {external: true});
    if (problem !== undefined) {
      leftOut.push({kind: 'User', name, reason: problem, because: 'unstatable'});
      return;
    }
    const {spec, others} = scramForm(user, variables.of(name));
    for (const {mechanism, iterations} of others)
      notes.push(
        `User ${name} also has a credential for ${mechanism} (${iterations} iterations), which its document cannot say: it stays as it is`,
      );
    this.#add({kind: 'User', domain: this.#domainOf(`User:${name}`), name, spec});
    this.#users.set(`User:${name}`, {name, spec: {external: true}});
  }

  /** Somebody with ACLs and without a SCRAM credential: with a certificate, or managed elsewhere. */
  #otherUser(principal: string, names: FreeNames): void {
    const form = this.#users.has(principal) ? undefined : principalForm(principal);
    if (form === undefined) return;
    const {wishes, spec} = form;
    // The name of a user without a certificate is its principal.
    const [only = ''] = wishes;
    const isDeclared = this.#request.model.users.some(user => user.name === only);
    const name = spec.external !== true ? names.take(wishes) : isDeclared ? undefined : only;
    if (name === undefined || !this.#request.scope.hasUser(name) || unstatable('User', name, spec) !== undefined) return;
    this.#add({kind: 'User', domain: this.#domainOf(principal), name, spec});
    this.#users.set(principal, {name, spec: spec.tls === undefined ? {external: true} : {tls: spec.tls}});
  }

  #access(principal: string, bindings: readonly AclBinding[], names: {applications: FreeNames; acls: FreeNames}): void {
    const domain = this.#domainOf(principal);
    const user = this.#users.get(principal);
    const derived = new Set(this.#application(principal, bindings, names.applications).map(bindingKey));
    for (const {binding, operations} of foldOperations(bindings.filter(binding => !derived.has(bindingKey(binding)))))
      this.#add({
        kind: 'Acl',
        domain,
        name: names.acls.take([aclName(user?.name, binding, operations)]),
        spec: aclSpec(binding, operations),
      });
  }

  /** The bindings that the Application of a principal derives, where one is made of them. */
  #application(principal: string, bindings: readonly AclBinding[], names: FreeNames): readonly AclBinding[] {
    const {model, scope, isDeclared} = this.#request;
    const user = this.#users.get(principal);
    if (user === undefined || !scope.hasApplication(user.name) || hasApplication(model, principal)) return [];
    const form = applicationForm({name: names.next([user.name]), user, bindings, isDeclared});
    if (form === undefined) return [];
    this.#add({kind: 'Application', domain: this.#domainOf(principal), name: names.take([user.name]), spec: form.spec});
    return form.derived;
  }
}

/** Beside a second one of the same user, what the first derives could change. */
function hasApplication({users, applications}: Pick<Model, 'users' | 'applications'>, principal: string): boolean {
  const own = new Set(users.filter((user: Resource<'User'>) => principalOf(user) === principal).map(({name}) => name));
  return applications.some(({spec}) => own.has(spec.user));
}

function plainNames(principal: string): string[] {
  const form = principalForm(principal);
  return form?.spec.external === true ? form.wishes : [];
}
