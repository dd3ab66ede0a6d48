import {usageError} from '../findings/error.ts';
import type {Approval} from '../findings/finding.ts';
import {isRecord} from '../findings/record.ts';
import {quoted, readSettingsText, SettingsReader, settingsDocument} from './settings-reader.ts';

/** One entry of an approvals file: it covers one risk of one plan. */
export interface StatedApproval {
  /** Fingerprint of the risk. */
  risk: string;
  says: Approval;
  /** `file:line:column` of the entry or of one of its values. */
  place(key?: 'risk' | 'plan' | 'expires'): string;
}

const KEYS = ['risk', 'plan', 'owner', 'reason', 'expires'] as const;
const HINT =
  'an approval is {risk: <fingerprint>, plan: <sha256>, owner: team-payments, reason: …, expires: 2027-01-31}; approvals.example.yaml beside the plan has the first two ready';

/**
 * Reads a file of approvals, named relative to `cwd`. One that is missing or malformed is wrong use (exit 2), with a line
 * for everything that is wrong; whether an approval covers anything is judged by {@link approve}.
 */
export function readApprovals({cwd, file}: {cwd: string; file: string}): StatedApproval[] {
  const text = readSettingsText(cwd, file, HINT);
  if (text === undefined) {
    throw usageError('approvals/missing', `there is no file ${file}`, 'name the file of the approvals with --approve FILE');
  }
  const document = settingsDocument(text, HINT);
  if (document === undefined) throw usageError('approvals/empty', `${text.file} approves nothing`, HINT);
  const reader = new SettingsReader(document);
  const top = reader.mapping('', ['approvals']);
  if (!('approvals' in top)) reader.problem('', 'the file has no list "approvals"');
  const entries = 'approvals' in top ? reader.list('/approvals', 'an entry for each risk') : [];
  if ('approvals' in top && Array.isArray(top['approvals']) && entries.length === 0) reader.problem('/approvals', 'it approves nothing');
  const places = new Map<string, string>();
  const approvals = entries.flatMap((_entry, index) => {
    const approval = readOne(reader, `/approvals/${index}`);
    if (approval === undefined) return [];
    const key = `${approval.risk} ${approval.says.plan}`;
    const earlier = places.get(key);
    if (earlier !== undefined) reader.problem(`/approvals/${index}`, `this risk is approved at ${earlier} already: keep one of the two`);
    else places.set(key, approval.place());
    return [approval];
  });
  reader.finish(HINT);
  return approvals;
}

function readOne(reader: SettingsReader, pointer: string): StatedApproval | undefined {
  const present = reader.mapping(pointer, KEYS, HINT);
  if (!isRecord(reader.value(pointer))) return undefined;
  reader.require(pointer, present, KEYS);
  const text = (key: 'owner' | 'reason'): string | undefined => (key in present ? reader.text(`${pointer}/${key}`) : undefined);
  const hash = (key: 'risk' | 'plan', digits: number, what: string): string | undefined =>
    key in present ? hexAt(reader, `${pointer}/${key}`, digits, what) : undefined;
  const risk = hash('risk', 32, 'the fingerprint of one risk');
  const plan = hash('plan', 64, "the SHA-256 of one stack's plan, as plan.json has it");
  const [owner, reason] = [text('owner'), text('reason')];
  const expires = 'expires' in present ? reader.date(`${pointer}/expires`, 'approval') : undefined;
  if (risk === undefined || plan === undefined || owner === undefined || reason === undefined || expires === undefined) return undefined;
  return {
    risk,
    says: {owner, reason, expires, plan},
    place: key => reader.place(key === undefined ? pointer : `${pointer}/${key}`),
  };
}

/** Patterns and lists are refused with the reason: an approval is for what somebody has looked at. */
function hexAt(reader: SettingsReader, pointer: string, digits: number, what: string): string | undefined {
  const value = reader.value(pointer);
  if (typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value)) return value;
  // Digits alone, and digits around an e, are numbers in YAML.
  const numeric = typeof value === 'number' ? ', or YAML takes it for a number: put it in quotes' : '';
  reader.problem(
    pointer,
    `${quoted(value)} is not ${what} (${digits} hexadecimal digits${numeric}); an approval covers one risk of one plan`,
  );
  return undefined;
}
