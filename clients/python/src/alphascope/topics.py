"""The topics of the stream, read whole."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import confluent_kafka

from alphascope.connection import CONNECTIONS
from alphascope.errors import NotConnected, NotRead
from alphascope.events.events_pb2 import RunChanged

STEPS = 'training.steps'
RUNS = 'training.runs'
OBSERVATIONS = 'curvature.observations'

PATIENCE_S = 30
"""With a broker that says nothing."""

# librdkafka goes on by itself.
_PASSING = (confluent_kafka.KafkaError._TRANSPORT, confluent_kafka.KafkaError._ALL_BROKERS_DOWN)


def records(kafka: Mapping[str, object], topic: str) -> Iterator[confluent_kafka.Message]:
    """From the oldest record that a topic has to its end at this moment.

    Records ascend within a partition; partitions interleave. Joins no consumer group. Raises
    NotConnected if no broker answers, NotRead if the topic cannot be read.
    """
    try:
        consumer = confluent_kafka.Consumer(
            {
                'group.id': 'alphascope-reader',  # asked for, not used
                'enable.auto.commit': False,
                'enable.partition.eof': True,
                'auto.offset.reset': 'earliest',  # where retention was faster
                'receive.message.max.bytes': 2_000_000_000,  # the broker alone knows its limit
                'logger': CONNECTIONS,
                **kafka,
            }
        )
    except confluent_kafka.KafkaException as e:
        raise NotConnected(f"the broker's properties cannot be used ({e.args[0].str()})") from e
    try:
        ends = _ends(consumer, topic)
        consumer.assign(
            [
                confluent_kafka.TopicPartition(topic, partition, confluent_kafka.OFFSET_BEGINNING)
                for partition in ends
            ]
        )
        deadline = time.monotonic() + PATIENCE_S
        while ends:
            if time.monotonic() > deadline:
                raise NotRead(f'the broker has sent nothing of {topic} for {PATIENCE_S} s')
            record = consumer.poll(1)
            if record is None:
                continue
            error = record.error()
            if error is not None:
                if error.code() == confluent_kafka.KafkaError._PARTITION_EOF:
                    ends.pop(record.partition(), None)
                elif not error.retriable() and error.code() not in _PASSING:
                    raise NotRead(f'{topic} cannot be read ({error.str()})')
                continue
            end = ends.get(record.partition(), 0)  # 0: read to its end
            if record.offset() + 1 >= end:
                ends.pop(record.partition(), None)
            if record.offset() < end:
                yield record
                deadline = time.monotonic() + PATIENCE_S  # from when the next one is wanted
    except confluent_kafka.KafkaException as e:
        raise NotConnected(f'no broker answers, or none lets you in ({e.args[0].str()})') from e
    finally:
        consumer.close()


def runs(kafka: Mapping[str, object]) -> dict[str, RunChanged]:
    """The newest record of every run, of deleted ones too. Raises as records() does."""
    found = {}
    for record in records(kafka, RUNS):
        if record.value() is not None:
            found[record.key().decode(errors='replace')] = RunChanged.FromString(record.value())
    return found


def _ends(consumer: confluent_kafka.Consumer, topic: str) -> dict[int, int]:
    """The end of each partition that has records."""
    found = consumer.list_topics(topic, timeout=10).topics[topic]
    if found.error is not None:
        raise NotRead(f'the broker has no topic {topic} for you ({found.error.str()})')
    ends = {}
    for partition in found.partitions:
        first, end = consumer.get_watermark_offsets(
            confluent_kafka.TopicPartition(topic, partition), timeout=10
        )
        if first < end:
            ends[partition] = end
    return ends
