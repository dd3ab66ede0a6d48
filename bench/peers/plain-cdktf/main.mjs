/**
 * The same topics by hand: what a team writes that uses CDKTF and these bindings without Weir.
 *
 *     node main.mjs TOPICS.json OUTDIR
 *
 * TOPICS.json is `{domain: [{name, partitions, replicationFactor, config}]}`; a stack is written for each domain.
 */
import {readFileSync} from 'node:fs';
import {App, TerraformStack} from 'cdktf';

/** @type {typeof import('../../../src/public/provider-kafka.ts')} */
const {provider, topic} = await import(new URL('../../../dist/provider-kafka.js', import.meta.url).href);

const [input = '', outdir = ''] = process.argv.slice(2);
/** @type {Record<string, {name: string, partitions: number, replicationFactor: number, config: Record<string, string>}[]>} */
const domains = JSON.parse(readFileSync(input, 'utf8'));

const app = new App({outdir});
for (const [domain, topics] of Object.entries(domains)) {
  const stack = new TerraformStack(app, domain);
  new provider.KafkaProvider(stack, 'kafka', {bootstrapServers: ['kafka-1:9093'], tlsEnabled: true, saslMechanism: 'scram-sha512'});
  for (const {name, partitions, replicationFactor, config} of topics) {
    new topic.Topic(stack, name, {name, partitions, replicationFactor, config});
  }
}
app.synth();
