import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

/** Sources are tested as they are: the `weir-source` condition resolves `kafka-weir/*` and `#…` without a build. */
const conditions = ['weir-source', 'node', 'import', 'module', 'default'];
const shared = {
  resolve: {conditions},
  ssr: {resolve: {conditions, externalConditions: conditions}},
};

/** Tests with both engines wait for a build of OpenTofu that goes on beside the others, so they come last. */
class BothEnginesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const needsBoth = ({moduleId}: TestSpecification): boolean => /\/test\/cluster\/(?:engines|whole-life)\.test\.ts$/.test(moduleId);
    return [...sorted.filter(file => !needsBoth(file)), ...sorted.filter(needsBoth)];
  }
}

export default defineConfig({
  test: {
    sequence: {sequencer: BothEnginesLast},
    projects: [
      {
        ...shared,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cluster/**', 'test/long/**'],
          globalSetup: ['test/fixtures/built-weir.ts'],
          // Half of these tests wait for processes; and no file leaves anything behind in a worker that another one could trip over.
          maxWorkers: '100%',
          isolate: false,
          setupFiles: ['test/fixtures/bounded-properties.ts'],
          // What never ends and collects ends here, and not at the 4 GB and the minutes that Node would give it.
          execArgv: ['--max-old-space-size=1024'],
          // Ten times what the slowest takes on an idle machine: a busy one fails no test.
          testTimeout: 90_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/cluster/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          globalSetup: ['test/cluster/global-setup.ts', 'test/fixtures/built-weir.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
