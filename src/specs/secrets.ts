import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {usageError} from '../findings/error.ts';
import type {Location} from '../findings/finding.ts';
import type {SecretSource} from './model.ts';

/** Where secrets are looked for. */
export interface SecretSurroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** A value for a variable that is not set; the sandbox has one for every name. */
  fallback?(name: string): Promise<string>;
}

/**
 * The value that a `…From` field leads to, without a trailing line break. `at` is where the field stands: a missing
 * or empty secret is wrong use (exit 2) that names the variable, file or program, and that line.
 */
export async function resolveSecret(source: SecretSource, at: Location, surroundings: SecretSurroundings): Promise<string> {
  if ('env' in source) {
    const value = surroundings.env[source.env];
    if (value !== undefined && value !== '') return value;
    if (value === undefined && surroundings.fallback !== undefined) return surroundings.fallback(source.env);
    throw missing(
      `the environment variable ${source.env} is ${value === '' ? 'empty' : 'not set'}`,
      at,
      `set it, for example: export ${source.env}=…`,
    );
  }
  if ('file' in source) return fromFile(source.file, at, surroundings);
  return fromCommand(source.command, at, surroundings);
}

async function fromFile(file: string, at: Location, {cwd}: SecretSurroundings): Promise<string> {
  let text: string;
  try {
    text = await readFile(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    throw missing(`the file ${file} cannot be read (${codeOf(error)})`, at, 'create it, readable by you alone');
  }
  return notEmpty(text, `the file ${file} is empty`, at);
}

/** A secret that takes longer than this waits for somebody's input. */
const COMMAND_TIMEOUT_MS = 30_000;

async function fromCommand(command: readonly string[], at: Location, {cwd, env}: SecretSurroundings): Promise<string> {
  const [program = '', ...args] = command;
  try {
    const {stdout} = await promisify(execFile)(program, args, {cwd, env, timeout: COMMAND_TIMEOUT_MS, encoding: 'utf8'});
    return notEmpty(stdout, `${program} printed nothing`, at);
  } catch (error) {
    if (error instanceof Error && 'exit' in error) throw error;
    // The program's own output may hold the secret, so only its exit is told.
    throw missing(`the program ${program} failed (${codeOf(error)})`, at, 'run it by hand to see why');
  }
}

function notEmpty(text: string, problem: string, at: Location): string {
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw missing(problem, at, 'write the secret there');
  return value;
}

function missing(problem: string, at: Location, hint: string): Error {
  return usageError('secrets/missing', `a secret is missing: ${problem}; ${at.file}:${at.line}:${at.column} asks for it`, hint);
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : 'no exit code';
}
