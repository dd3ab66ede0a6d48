import {type AclBinding, type AclSpec, bindingsOf, type Model, type Resource} from '../specs/model.ts';
import {bindingKey, deriveAcls, type Reason} from './derive.ts';

/**
 * Who says that somebody may, or may not, do something: an Acl document, or the intents of an Application in the form of
 * one. What is applied, compared with the cluster and proved there treats both alike.
 */
export interface AclStatement {
  /** Whose document it is, for findings and verdicts. */
  resource: Resource<'Acl'> | Resource<'Application'>;
  spec: AclSpec;
  /** JSON pointer into the document to where each operation is stated or needed, in the order of `spec.operations`. */
  pointers: readonly string[];
  /** JSON pointer to the statement as a whole. */
  pointer: string;
  /** Why each operation exists, in the order of `spec.operations`; empty lists where a person wrote it. */
  reasons: readonly (readonly Reason[])[];
}

/** All that the documents of a model say about access: its Acl documents, then what its Applications derive. */
export function aclStatements(model: Model): readonly AclStatement[] {
  const known = statementsOf.get(model);
  if (known !== undefined) return known;
  const statements = [...model.acls.map(writtenStatement), ...derivedStatements(model)];
  statementsOf.set(model, statements);
  return statements;
}

const statementsOf = new WeakMap<Model, readonly AclStatement[]>();

/** An Acl document as a statement. */
export function writtenStatement(resource: Resource<'Acl'>): AclStatement {
  const {operations} = resource.spec;
  return {
    resource,
    spec: resource.spec,
    pointers: operations.map((_, index) => `/spec/operations/${index}`),
    pointer: '/spec/operations',
    reasons: operations.map(() => []),
  };
}

/** Derived ACLs, those on one resource together: a statement of several operations. */
function derivedStatements(model: Model): AclStatement[] {
  // Those of one application together: where several share a right, each operation points into the document of the first.
  const groups = Map.groupBy(
    deriveAcls(model),
    ({binding, reasons}) => `${reasons[0]?.application.name}\n${bindingKey({...binding, operation: 'all'})}`,
  );
  return [...groups.values()].flatMap(acls => {
    const [first] = acls;
    const application = first?.reasons[0]?.application;
    if (first === undefined || application === undefined) return [];
    const {principal, host, resourceType, resourceName, pattern, permission} = first.binding;
    const pointers = acls.map(({reasons}) => reasons[0]?.at ?? '');
    return [
      {
        resource: application,
        spec: {
          principal,
          host,
          resource: {type: resourceType, name: resourceName, pattern},
          operations: acls.map(({binding}) => binding.operation),
          permission,
        },
        pointers,
        pointer: pointers[0] ?? '',
        reasons: acls.map(({reasons}) => reasons),
      },
    ];
  });
}

/** Every binding that the documents of a model declare, written or derived, for the authorizer. Equal ones may repeat. */
export function declaredBindings(model: Model): AclBinding[] {
  return aclStatements(model).flatMap(({spec}) => bindingsOf(spec));
}
