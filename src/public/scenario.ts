/**
 * `kafka-weir/scenario`: what a scenario in `scripts/smoke/` or `scripts/chaos/` is made of.
 * A scenario is one file whose default export is `scenario({...})`; it returns verdicts and never prints.
 */

export {authorize} from '../access/authorize.ts';
export {checkDelivery, type Delivery, type SendOperation} from '../chaos/checkers/delivery.ts';
export {type Clock, startClock} from '../chaos/clock.ts';
export {type Fault, underFault} from '../chaos/faults/fault.ts';
export {killBroker} from '../chaos/faults/kill-broker.ts';
export {LayoutWatch} from '../chaos/layout-watch.ts';
export {proveLeaderFailover} from '../chaos/leader-failover.ts';
export {preflight} from '../chaos/preflight.ts';
export {OpenLoopProducer} from '../chaos/workloads/open-loop-producer.ts';
export {Admin} from '../cluster/admin.ts';
export type {Connection} from '../cluster/connection.ts';
export {describeFailure} from '../cluster/failure.ts';
export {kafkajsClient} from '../cluster/kafkajs-client.ts';
export {type LogRecord, type PartitionLog, readLog} from '../cluster/read-log.ts';
export {readLayout} from '../cluster/topics.ts';
export type {Location, Verdict, VerdictStatus} from '../findings/finding.ts';
export {inParallel} from '../in-parallel.ts';
export type {Model, Resource} from '../specs/model.ts';
export {proveAccess} from '../verify/access-proof.ts';
export {proveAuthentication, proveEncryption} from '../verify/authentication-proof.ts';
export type {BrokerControl} from '../verify/broker-control.ts';
export {Canaries, canaryName} from '../verify/canaries.ts';
export {proveCertificates} from '../verify/certificates-proof.ts';
export {proveCredentials} from '../verify/credentials-proof.ts';
export {proveIntents} from '../verify/intents-proof.ts';
export {consumeInGroup, produceOne} from '../verify/kafkajs-probes.ts';
export {proveLiveAcls} from '../verify/live-acls-proof.ts';
export {type Outcome, outcomeOf} from '../verify/outcome.ts';
export {provePermissions} from '../verify/permissions-proof.ts';
export {proveQuotas} from '../verify/quotas-proof.ts';
export {judge, type Scenario, type ScenarioContext, scenario} from '../verify/scenario.ts';
export {readSeededId, seededRecord} from '../verify/seeded-ids.ts';
export {proveThrough} from '../verify/through-proof.ts';
export type {Probe, Timeline, TimelineEvent} from '../verify/timeline.ts';
export {proveTopics} from '../verify/topics-proof.ts';
