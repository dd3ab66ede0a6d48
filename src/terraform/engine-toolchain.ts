import {ToolchainError} from '../../tools/installs.mjs';
import {installToolchain} from '../../tools/toolchain.mjs';
import {unfinished} from '../findings/error.ts';

/** The engine and the provider, built where they are missing. A failed build is an error of exit 3. */
export async function engineToolchain(options: {env: NodeJS.ProcessEnv; signal?: AbortSignal; onProgress?(text: string): void}) {
  try {
    return await installToolchain({
      parts: ['engine', 'provider'],
      env: options.env,
      ...(options.signal === undefined ? {} : {signal: options.signal}),
      onProgress: (_part, text) => options.onProgress?.(text),
    });
  } catch (thrown) {
    if (!(thrown instanceof ToolchainError)) throw thrown;
    throw unfinished(thrown.code, thrown.message, {cause: thrown, ...(thrown.hint === undefined ? {} : {hint: thrown.hint})});
  }
}
