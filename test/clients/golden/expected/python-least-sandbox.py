# ClientProfile least on sandbox for confluent-kafka; rendered by weir clients render
# not expressed: consumer max.poll.records=100: librdkafka gives one record at a time, or as many as the program asks consume() for
import os

connection = {
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    "security.protocol": "SASL_SSL",
    "sasl.mechanism": "SCRAM-SHA-512",
    "sasl.username": os.environ["KAFKA_USERNAME"],
    "sasl.password": os.environ["KAFKA_PASSWORD"],
    "ssl.ca.location": os.environ["KAFKA_CA_FILE"],
}

producer = {
    **connection,
    "acks": "1",
    # Kafka's default, where librdkafka has 1000000
    "max.in.flight.requests.per.connection": 5,
    # Kafka's default, where librdkafka has 300000
    "delivery.timeout.ms": 120000,
    # Kafka's default, where librdkafka has 1000000
    "message.max.bytes": 1048576,
    # Kafka's default, where librdkafka has 1073741824
    "queue.buffering.max.kbytes": 32768,
    # Kafka's default, where librdkafka has consistent_random
    "partitioner": "murmur2_random",
}

consumer = {
    **connection,
    # Kafka's default, where librdkafka has read_committed
    "isolation.level": "read_uncommitted",
    # Kafka's default, where librdkafka has false
    "allow.auto.create.topics": True,
    # Kafka's default, where librdkafka has false
    "check.crcs": True,
}
