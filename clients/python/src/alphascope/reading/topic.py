"""The steps that training.steps has."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from typing import Any

import confluent_kafka

from alphascope.connection import Kafka, kafka_properties
from alphascope.errors import NotRead
from alphascope.reading.records import Fault, Malformed, OnFault, Step, event_of, refuse, steps_of
from alphascope.topics import STEPS

_PATIENCE_S = 30  # with a broker that says nothing
_METADATA_S = 10
_PASSING = (  # librdkafka goes on by itself
    confluent_kafka.KafkaError._TRANSPORT,
    confluent_kafka.KafkaError._ALL_BROKERS_DOWN,
)


class StepReader:
    """The steps of a run, from the oldest that the topic still has to its end at this moment.

        for step in StepReader('numpy-1'):

    They ascend within a partition of the topic; partitions interleave. A step that was published
    again comes again. Every iteration reads the topic anew, and joins no consumer group.
    """

    def __init__(
        self,
        run: str | None = None,
        *,
        data_dir: str | os.PathLike[str] | None = None,
        kafka: Kafka | None = None,
        on_fault: OnFault = refuse,
    ) -> None:
        """
        run: None for all.
        data_dir, kafka: the broker, as kafka_properties() takes them.
        on_fault: as in steps(); also given records of the run that cannot be read at all, by their
        key.

        Raises NotConnected if nobody says where the broker is.
        """
        self.run = run
        self.on_fault = on_fault
        self._kafka = kafka_properties(data_dir, kafka)

    def __iter__(self) -> Iterator[Step]:
        """Raises NotRead if no broker answers, or the topic has nothing of the run."""
        runs = set()
        for record in self._records():
            try:
                event = event_of(record.value())
            except Malformed as e:
                run, step = _key(record.key())
                runs.add(run)
                if self.run in (None, run):
                    place = f'{STEPS}-{record.partition()} offset {record.offset()}'
                    self.on_fault(Fault(run, step, f'{e} ({place})'))
                continue
            runs.add(event.run)
            if self.run in (None, event.run):
                yield from steps_of(event, self.on_fault)
        if self.run is not None and self.run not in runs:
            others = sorted(run for run in runs if run is not None)
            listed = ', '.join(others[:10]) + ', …' * (len(others) > 10)
            raise NotRead(
                f"{STEPS} has no steps of run '{self.run}'; it has those of " + (listed or 'no run')
            )

    def _records(self) -> Iterator[Any]:
        try:
            consumer = confluent_kafka.Consumer(
                {
                    'group.id': 'alphascope-reader',  # asked for, not used
                    'enable.auto.commit': False,
                    'enable.partition.eof': True,
                    'auto.offset.reset': 'earliest',  # where retention was faster
                    'receive.message.max.bytes': 2_000_000_000,  # the broker alone knows its limit
                    **self._kafka,
                }
            )
        except confluent_kafka.KafkaException as e:
            raise NotRead(f"the broker's properties cannot be used ({e.args[0].str()})") from e
        try:
            yield from _until_the_end(consumer)
        except confluent_kafka.KafkaException as e:
            raise NotRead(f'no broker answers, or none lets you in ({e.args[0].str()})') from e
        finally:
            consumer.close()


def _until_the_end(consumer: Any) -> Iterator[Any]:
    """Every record that lies before the ends that the partitions have now."""
    ends = _ends(consumer)
    consumer.assign(
        [
            confluent_kafka.TopicPartition(STEPS, partition, confluent_kafka.OFFSET_BEGINNING)
            for partition in ends
        ]
    )
    deadline = time.monotonic() + _PATIENCE_S
    while ends:
        if time.monotonic() > deadline:
            raise NotRead(f'the broker has sent nothing for {_PATIENCE_S} s')
        record = consumer.poll(1)
        if record is None:
            continue
        error = record.error()
        if error is not None:
            if error.code() == confluent_kafka.KafkaError._PARTITION_EOF:
                ends.pop(record.partition(), None)
            elif not error.retriable() and error.code() not in _PASSING:
                raise NotRead(f'{STEPS} cannot be read ({error.str()})')
            continue
        end = ends.get(record.partition(), 0)  # 0: read to its end
        if record.offset() + 1 >= end:
            ends.pop(record.partition(), None)
        if record.offset() < end:
            yield record
            deadline = time.monotonic() + _PATIENCE_S  # from when the next one is wanted


def _ends(consumer: Any) -> dict[int, int]:
    """The end of each partition that has records."""
    topic = consumer.list_topics(STEPS, timeout=_METADATA_S).topics[STEPS]
    if topic.error is not None:
        raise NotRead(f'the broker has no topic {STEPS} for you ({topic.error.str()})')
    ends = {}
    for partition in topic.partitions:
        first, end = consumer.get_watermark_offsets(
            confluent_kafka.TopicPartition(STEPS, partition), timeout=_METADATA_S
        )
        if first < end:
            ends[partition] = end
    return ends


def _key(key: bytes | None) -> tuple[str | None, int | None]:
    """Run and first step of a record; None where the key does not tell."""
    text = (key or b'').decode(errors='replace')
    found = re.fullmatch(r'([^/]+)/(\d{1,18})', text, re.ASCII)
    return (found[1], int(found[2])) if found else (None, None)
