/** CDKTF bindings of the Mongey/kafka provider: the public entry `kafka-weir/provider-kafka`. */
export * as acl from '@cdktf/provider-kafka/acl';
export * as dataKafkaTopic from '@cdktf/provider-kafka/data-kafka-topic';
export * as dataKafkaTopics from '@cdktf/provider-kafka/data-kafka-topics';
export * as provider from '@cdktf/provider-kafka/provider';
export * as quota from '@cdktf/provider-kafka/quota';
export * as topic from '@cdktf/provider-kafka/topic';
export * as userScramCredential from '@cdktf/provider-kafka/user-scram-credential';
