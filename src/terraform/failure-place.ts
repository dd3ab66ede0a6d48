import type {Model} from '../specs/model.ts';
import type {Engine} from './engine.ts';
import type {FailurePlace} from './failure.ts';
import {documentsByAddress} from './resource-ids.ts';
import type {SynthesisedStack} from './synth.ts';

/** Where a run of the engine on a stack stands, for the words of its failure. */
export function failurePlace(
  {engine, model}: {engine: Pick<Engine, 'kind'>; model: Model},
  stack: Pick<SynthesisedStack, 'name' | 'directory'>,
  action: string,
): FailurePlace {
  const documents = documentsByAddress(model);
  return {
    stack: stack.name,
    action,
    directory: stack.directory,
    engine: engine.kind,
    ...(model.cluster === undefined ? {} : {backend: model.cluster.spec.terraform.backend.type}),
    line: address => lineOf(documents.get(address)),
    resource: address => documents.get(address),
  };
}

/** `file:line:column` of a document. */
export function lineOf(resource: {locate(pointer: string): {file: string; line: number; column: number}} | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const {file, line, column} = resource.locate('/metadata/name');
  return `${file}:${line}:${column}`;
}
