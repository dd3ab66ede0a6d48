import {Listr, ListrLogger, PRESET_TIMER, ProcessOutput} from 'listr2';

/** Runs one piece of work under a spinner on standard error, with its time when it is done. */
export async function showTask<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  let result: {value: T} | undefined;
  const tasks = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          result = {
            value: await work(text => {
              task.output = text;
            }),
          };
        },
      },
    ],
    {
      registerSignalListeners: false,
      rendererOptions: {
        // Standard output is the result and nothing else.
        logger: new ListrLogger({processOutput: new ProcessOutput(process.stderr, process.stderr)}),
        // What comes of it is told by the command.
        clearOutput: true,
        timer: {...PRESET_TIMER, condition: duration => duration > 1000, field: duration => `${(duration / 1000).toFixed(1)} s`},
      },
    },
  );
  await tasks.run();
  if (result === undefined) throw new Error('the work ended without a result');
  return result.value;
}
