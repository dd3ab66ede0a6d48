/** A line of the engine's `-json` output: what both engines call their machine-readable UI. */
export interface EngineEvent {
  type: string;
  message: string;
  /** Address of the resource that the event is about. */
  address?: string;
  action?: string;
  elapsedSeconds?: number;
  diagnostic?: EngineDiagnostic;
}

export interface EngineDiagnostic {
  severity: 'error' | 'warning';
  summary: string;
  detail: string;
  address?: string;
}

/** The event of a line, or undefined where it is none. */
export function parseEvent(line: string): EngineEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  const hook = objectAt(parsed, 'hook') ?? objectAt(parsed, 'change') ?? {};
  const resource = objectAt(hook, 'resource') ?? {};
  const diagnostic = objectAt(parsed, 'diagnostic');
  return {
    type: textAt(parsed, 'type') ?? 'log',
    message: textAt(parsed, '@message') ?? '',
    ...optional('address', textAt(resource, 'addr')),
    ...optional('action', textAt(hook, 'action')),
    ...optional('elapsedSeconds', numberAt(hook, 'elapsed_seconds')),
    ...(diagnostic === undefined ? {} : {diagnostic: diagnosticOf(diagnostic)}),
  };
}

function diagnosticOf(diagnostic: Record<string, unknown>): EngineDiagnostic {
  return {
    severity: diagnostic['severity'] === 'warning' ? 'warning' : 'error',
    summary: textAt(diagnostic, 'summary') ?? '',
    detail: textAt(diagnostic, 'detail') ?? '',
    ...optional('address', textAt(diagnostic, 'address')),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): {[P in K]?: V} {
  return value === undefined ? {} : ({[key]: value} as {[P in K]: V});
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(object: Record<string, unknown>, key: string): Record<string, unknown> | undefined {
  const value = object[key];
  return isObject(value) ? value : undefined;
}

function textAt(object: Record<string, unknown>, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}

function numberAt(object: Record<string, unknown>, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' ? value : undefined;
}
