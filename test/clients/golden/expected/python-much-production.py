# ClientProfile much on production for confluent-kafka; rendered by weir clients render
# not expressed: producer compression.gzip.level=9: compression.type is not gzip
# not expressed: producer key.serializer=org.apache.kafka.common.serialization.StringSerializer: librdkafka sends bytes; the program serialises
# not expressed: producer max.block.ms=60000: produce() never waits: it fails where the queue is full, and the program polls and tries again
# not expressed: producer partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner: a class of Java; librdkafka has partitioner and a callback
# not expressed: producer socket.connection.setup.timeout.ms=500: librdkafka takes no less than 1000 ms
# not expressed: consumer auto.offset.reset=by_duration:PT1H: librdkafka cannot start by time; the program can, by offsets_for_times()
# not expressed: consumer max.poll.records=500: librdkafka gives one record at a time, or as many as the program asks consume() for
# not expressed: consumer value.deserializer=com.example."odd\name": librdkafka gives bytes; the program deserialises
# not expressed: streams processing.guarantee=exactly_once_v2: Kafka Streams runs on the JVM alone
# not expressed: streams state.dir=C:\state: Kafka Streams runs on the JVM alone
# not expressed: streams statestore.cache.max.bytes=10485760: Kafka Streams runs on the JVM alone
# not expressed: streams producer.linger.ms=20: Kafka Streams runs on the JVM alone
import os

connection = {
    "bootstrap.servers": "kafka-1.example:9093,kafka-2.example:9093",
    "security.protocol": "SASL_SSL",
    "sasl.mechanism": "SCRAM-SHA-512",
    "sasl.username": os.environ["KAFKA_USERNAME"],
    "sasl.password": os.environ["KAFKA_PASSWORD"],
    "ssl.ca.location": "certs/ca.pem",
}

producer = {
    **connection,
    "acks": "all",
    "batch.size": 65536,
    "queue.buffering.max.kbytes": 65536,
    "compression.type": "zstd",
    "compression.level": 6,
    "delivery.timeout.ms": 120000,
    "enable.idempotence": True,
    "linger.ms": 10,
    "max.in.flight.requests.per.connection": 1,
    "message.max.bytes": 1048576,
    "topic.metadata.refresh.interval.ms": 300000,
    "metadata.recovery.strategy": "rebootstrap",
    "socket.receive.buffer.bytes": 0,
    "request.timeout.ms": 30000,
    "retries": 2147483647,
    "retry.backoff.ms": 200,
    "retry.backoff.max.ms": 1000,
    "transaction.timeout.ms": 60000,
}

consumer = {
    **connection,
    "auto.commit.interval.ms": 5000,
    "enable.auto.commit": False,
    "fetch.max.bytes": 52428800,
    "fetch.wait.max.ms": 500,
    "fetch.min.bytes": 1,
    "group.protocol": "classic",
    "heartbeat.interval.ms": 3000,
    "isolation.level": "read_committed",
    "max.partition.fetch.bytes": 1048576,
    "max.poll.interval.ms": 300000,
    # librdkafka mixes no cooperative strategy with others: the first of the list, and those like it
    "partition.assignment.strategy": "cooperative-sticky",
    "session.timeout.ms": 45000,
    # Kafka's default, where librdkafka has false
    "allow.auto.create.topics": True,
    # Kafka's default, where librdkafka has false
    "check.crcs": True,
}
