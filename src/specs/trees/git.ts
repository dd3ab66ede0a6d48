import {spawn} from 'node:child_process';
import {unfinished, usageError} from '../../findings/error.ts';

/** How a run of git ended. */
export interface GitOutcome {
  exit: number | null;
  stdout: Buffer;
  /** Its first line, for a person. */
  complaint: string;
}

/**
 * Runs git in a folder without a shell, and gives what it printed, whatever its size. `input` is its standard input.
 * Throws a usage error where there is no git.
 */
export function git(folder: string, args: readonly string[], input = ''): Promise<GitOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--no-pager', '--literal-pathspecs', ...args], {cwd: folder, env: environment(), stdio: 'pipe'});
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => void stdout.push(part));
    child.stderr.on('data', (part: Buffer) => void stderr.push(part));
    child.on('error', error => reject(notStarted(error)));
    child.on('close', exit => {
      const [complaint = ''] = Buffer.concat(stderr).toString('utf8').trim().split('\n');
      resolve({exit, stdout: Buffer.concat(stdout), complaint: complaint.replace(/^(?:fatal|error): /, '')});
    });
    // Git that ends before it has read all says why on its standard error.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** A program started by a git hook is told of the repository by variables, which count from the top of its tree and not from here. */
function environment(): NodeJS.ProcessEnv {
  const {GIT_DIR: directory, GIT_INDEX_FILE: _index, GIT_PREFIX: _prefix, ...rest} = process.env;
  const isWhole = directory !== undefined && rest['GIT_WORK_TREE'] !== undefined;
  return {...rest, ...(isWhole ? {GIT_DIR: directory} : {}), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C'};
}

function notStarted(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT')
    return usageError('git/missing', 'there is no git on the PATH', 'install git: --changed-since reads the older tree with it');
  return unfinished('git/not-started', `git cannot be started: ${error.message}`, {cause: error});
}
