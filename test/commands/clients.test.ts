import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {weir} from '../fixtures/cli.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const cwd = path.resolve(import.meta.dirname, '../clients/golden');
const render = (...args: string[]) => weir(['clients', 'render', ...args, '--specs', 'specs'], {cwd});

describe('weir clients render', () => {
  it('prints the file alone, and what is left on standard error', async () => {
    const {exit, stdout, stderr} = await render('least', '--for', 'python');
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^# ClientProfile least for confluent-kafka/);
    expect(stderr).toMatch(/^not expressed: consumer max\.poll\.records=100: /);
    expect((await render('least', '--for', 'python', '--quiet')).stderr).toBe('');
  });

  it('tells programs what becomes of each setting', async () => {
    const {stdout} = await render('least', '--for', 'librdkafka', '--section', 'producer', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'librdkafka',
      profile: 'least',
      sections: ['producer'],
      entries: expect.arrayContaining([{section: 'producer', from: 'acks', place: '', key: 'acks', value: '1'}]),
      left: [],
    });
  });

  it('adds the connection of a cluster that is named, and its patch', async () => {
    const {stdout} = await render('much', '--for', 'java', '--section', 'producer', '--cluster', 'mutual');
    expect(stdout).toContain('\nbootstrap.servers=kafka-1.example:9093\n');
    expect(stdout).toContain('\nlinger.ms=0\n');
  });

  it('renders nothing from specs that have errors, and shows these', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'specs'));
    const profile = (name: string, acks: string) =>
      `apiVersion: weir/v1\nkind: ClientProfile\nmetadata: {name: ${name}}\nspec: {producer: {acks: ${acks}}}\n`;
    writeFileSync(path.join(folder, 'specs/a.yaml'), [profile('good', 'all'), profile('bad', '7')].join('---\n'));
    const {exit, stdout, stderr} = await weir(['clients', 'render', 'good', '--for', 'java', '--specs', 'specs'], {cwd: folder});
    expect({exit, stdout}).toEqual({exit: 1, stdout: ''});
    expect(stderr).toContain('acks: must be one of all, -1, 0, 1, not 7');
    expect(stderr).toContain('weir clients render: nothing was done');
  });

  it('lets no name steer the terminal', async () => {
    const {exit, stderr} = await render('a\u001b[31m\nb', '--for', 'java');
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^weir clients: there is no ClientProfile a.\[31m.b\n/);
    expect(stderr).not.toContain('\u001b');
  });

  it.each([
    [['mush', '--for', 'java'], 'there is no ClientProfile mush; did you mean "much"?'],
    [['least', '--for', 'jaba'], 'there is no target "jaba"; did you mean "java"?'],
    [['least'], 'nothing says for which client library'],
    [['--for', 'java'], 'no profile is named'],
    [['least', '--for', 'java'], 'least has settings for producer and consumer, which share names: each needs a file of its own'],
    [['least', '--for', 'java', '--section', 'streams'], 'least has no settings for streams'],
    [['least', '--for', 'java', '--section', 'producers'], 'there is no section "producers"; did you mean "producer"?'],
    [
      ['least', '--for', 'java', '--section', 'producer', '--cluster', 'productoin'],
      'there is no cluster productoin; did you mean "production"?',
    ],
    // It differs between production and the cluster of staging, and nothing says which is meant.
    [['much', '--for', 'java', '--section', 'producer'], 'there are several clusters'],
  ])('%j is wrong use', async (args, message) => {
    const {exit, stdout, stderr} = await render(...args);
    expect({exit, stdout}).toEqual({exit: 2, stdout: ''});
    expect(stderr).toContain(message);
  });
});
