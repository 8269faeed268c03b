"""The steps that training.steps has."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from alphascope import topics
from alphascope.connection import Kafka, kafka_properties
from alphascope.errors import NotRead
from alphascope.reading.records import Fault, Malformed, OnFault, Step, event_of, refuse, steps_of


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
        """Raises NotConnected if no broker answers, NotRead if the topic has nothing of the run."""
        runs = set()
        for record in self._records():
            try:
                event = event_of(record.value())
            except Malformed as e:
                run, step = _key(record.key())
                runs.add(run)
                if self.run in (None, run):
                    place = f'{topics.STEPS}-{record.partition()} offset {record.offset()}'
                    self.on_fault(Fault(run, step, f'{e} ({place})'))
                continue
            runs.add(event.run)
            if self.run in (None, event.run):
                yield from steps_of(event, self.on_fault)
        if self.run is not None and self.run not in runs:
            others = sorted(run for run in runs if run is not None)
            listed = ', '.join(others[:10]) + ', …' * (len(others) > 10)
            raise NotRead(
                f"{topics.STEPS} has no steps of run '{self.run}'; it has those of "
                + (listed or 'no run')
            )

    def _records(self) -> Iterator[Any]:
        return topics.records(self._kafka, topics.STEPS)


def _key(key: bytes | None) -> tuple[str | None, int | None]:
    """Run and first step of a record; None where the key does not tell."""
    text = (key or b'').decode(errors='replace')
    found = re.fullmatch(r'([^/]+)/(\d{1,18})', text, re.ASCII)
    return (found[1], int(found[2])) if found else (None, None)
