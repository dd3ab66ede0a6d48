import {formatPointer} from '../yaml/document.ts';
import type {Fields} from './fields.ts';
import type {Issue} from './kind.ts';

export const BACKENDS = ['local', 's3', 'gcs', 'azurerm', 'pg', 'http', 'kubernetes'] as const;

/**
 * Settings that hold a credential, with the variable by which both engines take it from the environment (OpenTofu 1.12.6,
 * internal/backend/remote-state; the documentation of Terraform 1.11's backends). What stands in a backend's settings is
 * written into cdk.tf.json, into .terraform/ and into every saved plan.
 */
const CREDENTIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    access_key: 'AWS_ACCESS_KEY_ID',
    secret_key: 'AWS_SECRET_ACCESS_KEY',
    token: 'AWS_SESSION_TOKEN',
    sse_customer_key: 'AWS_SSE_CUSTOMER_KEY',
  },
  gcs: {access_token: 'GOOGLE_OAUTH_ACCESS_TOKEN', encryption_key: 'GOOGLE_ENCRYPTION_KEY'},
  azurerm: {
    access_key: 'ARM_ACCESS_KEY',
    sas_token: 'ARM_SAS_TOKEN',
    client_secret: 'ARM_CLIENT_SECRET',
    client_certificate: 'ARM_CLIENT_CERTIFICATE',
    client_certificate_password: 'ARM_CLIENT_CERTIFICATE_PASSWORD',
    oidc_token: 'ARM_OIDC_TOKEN',
    oidc_request_token: 'ARM_OIDC_REQUEST_TOKEN',
  },
  http: {password: 'TF_HTTP_PASSWORD', client_private_key_pem: 'TF_HTTP_CLIENT_PRIVATE_KEY_PEM'},
  kubernetes: {password: 'KUBE_PASSWORD', token: 'KUBE_TOKEN', client_key: 'KUBE_CLIENT_KEY_DATA'},
};

/** Settings in whose text a credential can hide. */
const HIDING: Readonly<Record<string, Readonly<Record<string, {holds: RegExp; instead: string}>>>> = {
  pg: {
    // A URL with user:password@ or ?password=, or a list like `host=… password=…` (libpq, Connection Strings).
    conn_str: {
      holds: /:\/\/[^/@\s]*:[^@\s]*@|(?:^|[\s?&])(?:password|sslpassword)\s*=/i,
      instead: 'PGPASSWORD, or the whole in PG_CONN_STR',
    },
  },
  // A path to a file is none; the file's text is.
  gcs: {credentials: {holds: /[{\n]|PRIVATE KEY/, instead: 'GOOGLE_BACKEND_CREDENTIALS, or name the file here'}},
  http: Object.fromEntries(
    ['address', 'lock_address', 'unlock_address'].map(key => [
      key,
      {holds: /:\/\/[^/@\s]*@/, instead: 'TF_HTTP_USERNAME and TF_HTTP_PASSWORD'},
    ]),
  ),
};

/** What is wrong with the settings of a backend, whatever the policies say: a place of its own for a local one, and credentials. */
export function backendIssues(backend: Fields | undefined): Issue[] {
  if (backend === undefined) return [];
  const {type, ...settings} = backend;
  if (type === 'local') return localIssues(settings);
  return Object.entries(settings).flatMap(([key, value]) => credentialIssue(String(type), key, value) ?? []);
}

function localIssues(settings: Record<string, unknown>): Issue[] {
  const [setting] = Object.keys(settings);
  if (setting === undefined) return [];
  const message = `a local state has its place, state/<cluster>/<domain>.tfstate: leave ${setting} out`;
  const pointer = pointerOf(setting);
  return [{rule: 'unknown-key', pointer, key: true, message, fix: {[pointer]: null}}];
}

function credentialIssue(type: string, key: string, value: unknown): Issue | undefined {
  const pointer = pointerOf(key);
  const refuse = (pointed: string, instead: string): Issue => ({
    rule: 'literal-secret',
    pointer: pointed,
    message: `${key} of the backend ${type} is a credential, and would stand in the stack's folder and in every saved plan: remove it, change it where it is used, and set ${instead} in the environment`,
    redacted: true,
  });
  const variable = CREDENTIALS[type]?.[key];
  if (variable !== undefined) return refuse(pointer, variable);
  const hiding = HIDING[type]?.[key];
  if (hiding !== undefined && typeof value === 'string' && hiding.holds.test(value)) return refuse(pointer, hiding.instead);
  if (type === 'http' && key === 'headers' && typeof value === 'object' && value !== null) {
    const header = Object.keys(value).find(name => /authorization|token|secret|key|cookie/i.test(name));
    if (header !== undefined)
      return refuse(formatPointer(['spec', 'terraform', 'backend', key, header]), 'TF_HTTP_USERNAME and TF_HTTP_PASSWORD');
  }
  return undefined;
}

function pointerOf(key: string): string {
  return formatPointer(['spec', 'terraform', 'backend', key]);
}
