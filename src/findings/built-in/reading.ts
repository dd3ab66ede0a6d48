import type {BuiltInFinding} from './built-in-finding.ts';

export const READING: Record<string, BuiltInFinding> = {
  'io/unreadable': {
    title: 'Every file and folder of the specs can be read',
    rationale: 'What cannot be read is not judged, and nobody knows what it claims.',
    next: 'Give the file its permissions back, or mend or remove the link that leads nowhere, in a circle or out of the folder of the specs.',
  },
  'io/too-large': {
    title: 'A file of specs is one that a person can review',
    rationale: 'A file of more than 16 MiB holds no specs that anybody reads, and would only exhaust memory.',
    next: 'Split it, or move it out of the folder of the specs.',
  },
  'io/encoding': {
    title: 'Files are UTF-8',
    rationale: 'In another encoding the same bytes are other names, and a topic would get a name that nobody wrote.',
    next: 'Save the file as UTF-8.',
  },
  'syntax/yaml': {
    title: 'Documents are YAML 1.2',
    rationale: 'A document that cannot be parsed is not judged; those before and after it in the same file are.',
    next: 'Correct what the message names: most often an indentation, a quote or a bracket that is not closed.',
  },
  'syntax/duplicate-key': {
    title: 'A mapping has each key once',
    rationale: 'Of two equal keys one would win in silence, and readers differ in which.',
    next: 'Keep the one that is meant.',
  },
  'syntax/alias': {
    title: 'An alias leads to an anchor that stands before it, and unfolds to a document of sane size',
    rationale: 'Aliases of aliases can stand for more values than fit in memory.',
    next: 'Write the anchor (&name) before its alias (*name), and do not nest them without end.',
  },
  'syntax/merge': {
    title: 'A merge key << takes a mapping, or a list of them',
    rationale: 'Anything else has no keys that could be merged.',
    next: 'Give it an alias of a mapping: <<: *name.',
  },
  'syntax/tag': {
    title: 'Values carry no tags',
    rationale: 'A tag gives a value another type than it shows, and each program knows other tags.',
    next: 'Leave the tag out; put text in quotes that looks like something else.',
  },
};
