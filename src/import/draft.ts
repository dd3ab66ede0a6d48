import type {Fields} from '../specs/kinds/fields.ts';
import type {Kind} from '../specs/model.ts';

/** The kinds that an import writes. */
export type ImportedKind = Exclude<Kind, 'Cluster' | 'ClientProfile'>;

/** A document that says what is live, before it is text. */
export interface Draft {
  kind: ImportedKind;
  /** Becomes the folder that the document stands in. */
  domain: string;
  name: string;
  spec: Fields;
}

/** What is live and no document says, with the reason: a sentence without a full stop. */
export interface LeftOut {
  kind: ImportedKind;
  /** In words: for an ACL the binding, for a quota the entity. */
  name: string;
  reason: string;
  /** `meant`: Weir never imports it, or it was excluded. `unstatable`: a document or Terraform cannot hold it. */
  because: 'meant' | 'unstatable';
}
