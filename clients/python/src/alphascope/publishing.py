"""Publishes the steps of one run, in a thread of its own with bounded memory."""

from __future__ import annotations

import collections
import datetime
import logging
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import confluent_kafka
from confluent_kafka.admin import AdminClient, ConfigResource

import alphascope
from alphascope import run_names, topics
from alphascope.connection import CONNECTIONS
from alphascope.errors import AlphascopeError, NotConnected, NotObservable, NotPublished
from alphascope.events.events_pb2 import RunChanged, RunSpecification
from alphascope.partitioning import partition
from alphascope.steps import TakenStep, follows_sgd, record

PUBLISHER = f'alphascope-python {alphascope.__version__}'
GROUP_WAIT_S = 0.25
"""How long a step waits for those that follow it."""
REPORT_EVERY_S = 5.0
PATIENCE_S = 30.0
"""With a broker that acknowledges nothing."""
CONNECT_S = 10.0
_LOOK_EVERY_S = 0.05

_log = logging.getLogger('alphascope')


class Pending(Protocol):
    """A step whose arrays may still be on their way from a device."""

    @property
    def step(self) -> int:
        """Its number."""

    @property
    def nbytes(self) -> int:
        """About what it holds."""

    @property
    def specification(self) -> RunSpecification:
        """What every step says of its run."""

    def taken(self) -> TakenStep:
        """The step; waits for its arrays. Called by the publisher's thread."""

    def release(self) -> None:
        """Its arrays are no longer needed."""


@dataclass(frozen=True)
class Ready:
    """A step that has all its arrays, which nobody changes any more."""

    content: TakenStep
    specification: RunSpecification

    @property
    def step(self) -> int:
        return self.content.step

    @property
    def nbytes(self) -> int:
        return self.content.nbytes

    def taken(self) -> TakenStep:
        return self.content

    def release(self) -> None:
        pass


@dataclass(frozen=True)
class Summary:
    """What became of a run's steps.

    taken: by the optimizer. published: acknowledged by the broker. skipped: not published, since
    every= or when_behind= said so, or the broker was away for too long. refused: not observable; why
    was said. lost: handed to the broker, and not acknowledged.
    """

    run: str
    taken: int
    published: int
    skipped: int
    refused: int
    lost: int
    seconds: float

    def __str__(self) -> str:
        parts = [f'{self.published} of {self.taken} steps published']
        parts += [
            f'{count} {name}'
            for name, count in (
                ('skipped', self.skipped),
                ('refused', self.refused),
                ('lost', self.lost),
            )
            if count
        ]
        return f'run {self.run}: {", ".join(parts)}, in {self.seconds:.1f} s'


class StepPublisher:
    """Publishes steps, and reports on their run, until close().

    A broker that is away is said once and waited for; what does not fit into the buffer meanwhile is
    skipped and counted. With strict=True it raises NotPublished instead. All methods are for one
    thread.
    """

    def __init__(
        self,
        run: str,
        kafka: Mapping[str, object],
        *,
        first_step: int = 0,
        steps_per_event: int = 8,
        when_behind: str = 'wait',
        buffer_bytes: int = 256 * 2**20,
        strict: bool = False,
    ) -> None:
        """kafka: properties of librdkafka.

        first_step: above 0 to go on with a run that has ended.
        steps_per_event: at most so many successive steps in one record, 1 to 64.
        when_behind: 'wait', or 'skip' steps, where the buffer is full.
        Raises NotObservable if the run's name cannot be used, NotConnected if the properties cannot
        be, or nobody is let in.
        """
        if when_behind not in ('wait', 'skip'):
            raise NotObservable(f"when_behind: expected 'wait' or 'skip', found {when_behind!r}")
        if not 1 <= steps_per_event <= 64:
            raise NotObservable(f'steps_per_event: expected 1 to 64, found {steps_per_event}')
        self.run = run_names.checked(run)
        self._kafka = {'logger': CONNECTIONS, **kafka}
        self._first_step = first_step
        self._steps_per_event = steps_per_event
        self._when_behind = when_behind
        self._buffer_bytes = buffer_bytes
        self._strict = strict
        self._last_error = ''
        try:
            self._producer = confluent_kafka.Producer(
                {
                    'enable.idempotence': True,
                    'partitioner': 'murmur2_random',  # as Java's, so that a key keeps its partition
                    'message.max.bytes': 1_000_000_000,  # the broker alone knows its limit
                    'message.timeout.ms': 0,  # the buffer is the limit
                    'queue.buffering.max.kbytes': 2_097_151,
                    'error_cb': self._note_error,
                    **self._kafka,
                }
            )
        except confluent_kafka.KafkaException as e:
            raise NotConnected(f"the broker's properties cannot be used ({e.args[0].str()})") from e

        self._changed = threading.Condition()
        # Guarded by _changed.
        self._waiting: collections.deque[Pending] = collections.deque()
        self._bytes = 0
        self._is_away = False
        self._closing: tuple[RunChanged.State, str] | None = None
        self._failure: AlphascopeError | None = None
        self._accepted = 0  # steps, by publish()
        self._published = 0
        self._published_before = 0
        self._records = 0
        self._skipped = 0
        self._lost = 0
        self._last_published = -1
        self._progress = time.monotonic()
        self._is_announced = True
        self._state = RunChanged(run=run, steps_per_event=steps_per_event, publisher=PUBLISHER)
        self._state.started.FromDatetime(datetime.datetime.now(datetime.timezone.utc))

        self.refused = 0
        self.taken = 0
        self._said: set[str] = set()
        self._began = time.monotonic()
        self._partitions = 0
        self._largest_event = 0  # bytes; 0: not known yet
        self._connected = threading.Event()
        self._sgd_rule = True
        self._thread = threading.Thread(target=self._work, name='alphascope', daemon=True)
        self._thread.start()
        self._connected.wait(CONNECT_S)
        if self._failure is not None:
            raise self._failure
        if not self._connected.is_set():
            self._say_away()
            self._raise_failure()

    def announce(self, specification: RunSpecification, parameters: int, device: str) -> None:
        """The run, before its first step. parameters: P, the length of θ."""
        with self._changed:
            self._state.specification.CopyFrom(specification)
            self._state.parameter_count = parameters
            self._state.device = device
            self._is_announced = False

    def publish(self, step: Pending) -> bool:
        """Hands a step over. Whether it is in the buffer; if not, it was skipped and counted.

        Raises NotObservable if it is larger than what the stream takes.
        """
        self._raise_failure()
        size = step.nbytes + len(step.specification.graph)
        if self._largest_event and size > self._largest_event:
            raise NotObservable(
                f'a step of these parameters and this batch takes {size} bytes, and the stream takes at'
                f' most {self._largest_event}: set alphascope.largest-event-bytes of the system higher,'
                ' or measure in the training and use alphascope.publish_observation'
            )
        with self._changed:
            if self._failure is not None:
                self._skipped += 1
                return False
            while self._bytes and self._bytes + step.nbytes > self._buffer_bytes:
                waited = time.monotonic() - self._progress
                if self._when_behind == 'skip' or self._is_away or waited > PATIENCE_S:
                    if waited > PATIENCE_S:
                        self._is_away = True
                        self._say_away()
                    self._skipped += 1
                    return False
                self._changed.wait(_LOOK_EVERY_S)
            if not self._bytes:
                self._progress = time.monotonic()  # nothing was there to be acknowledged
            self._bytes += step.nbytes
            self._accepted += 1
            self._waiting.append(step)
            self._changed.notify_all()
        return True

    def has_room(self, nbytes: int) -> bool:
        """Whether a step need not wait; if steps are to wait for room, it always has."""
        with self._changed:
            is_full = self._bytes > 0 and self._bytes + nbytes > self._buffer_bytes
            return self._when_behind == 'wait' or not is_full

    def skip(self) -> None:
        """Counts a step that is not to be published."""
        with self._changed:
            self._skipped += 1

    def say(self, kind: str, message: str) -> None:
        """Warns once of a kind."""
        if kind not in self._said:
            self._said.add(kind)
            _log.warning('run %s: %s', self.run, message)

    def close(self, state: RunChanged.State = RunChanged.COMPLETED, message: str = '') -> Summary:
        """Waits until the broker has all steps, or says what it does not have; ends the run.

        With strict=True, raises NotPublished if a step is missing that should be there.
        """
        with self._changed:
            self._closing = state, message
            self._progress = time.monotonic()
            self._changed.notify_all()
        self._thread.join()
        with self._changed:
            summary = Summary(
                self.run,
                self.taken,
                self._published - self._published_before,
                self._skipped,
                self.refused,
                self._lost,
                time.monotonic() - self._began,
            )
        if self._lost:
            self.say('lost', f'{self._lost} steps did not reach the broker ({self._reason()})')
        if self._strict:
            self._raise_failure()
            if self._lost:
                raise NotPublished(f'{summary}: {self._reason()}')
        return summary

    # The publisher's thread

    def _work(self) -> None:
        try:
            while not self._connect():
                with self._changed:
                    if self._is_hopeless():
                        return
                    self._changed.wait(1)
            self._send_all()
        except AlphascopeError as e:
            self._fail(e)
        except Exception as e:
            self._fail(NotPublished(f'steps of run {self.run} cannot be published: {e!r}'))
        finally:
            with self._changed:
                while self._waiting:
                    self._waiting.popleft().release()
                # Whether it is waiting, on its way, or was refused.
                self._lost = self._accepted - (self._published - self._published_before)
                self._bytes = 0
                self._changed.notify_all()
            self._connected.set()

    def _connect(self) -> bool:
        """Whether the broker answers; raises if it can never be used."""
        try:
            metadata = self._producer.list_topics(timeout=5).topics
        except confluent_kafka.KafkaException as e:
            self._last_error = e.args[0].str()
            self._producer.poll(0)  # for the errors behind it
            if 'uthentication' in self._last_error:
                raise NotConnected(
                    f'the broker does not accept this user and password ({self._last_error})'
                ) from e
            return False
        for topic in topics.STEPS, topics.RUNS:
            if topic not in metadata or metadata[topic].error is not None:
                raise NotConnected(
                    f'the broker has no topic {topic} for you: the services of Alphascope make it'
                    ' when they start'
                )
        self._partitions = len(metadata[topics.STEPS].partitions)
        self._largest_event = self._limit()
        self._check_name()
        self._report(RunChanged.RUNNING)  # the name is taken from now on
        self._producer.flush(PATIENCE_S)
        self._connected.set()
        return True

    def _limit(self) -> int:
        resource = ConfigResource('topic', topics.STEPS)
        admin = AdminClient({'socket.timeout.ms': 10_000, **self._kafka})
        try:
            settings = admin.describe_configs([resource])[resource].result(10)
            return int(settings['max.message.bytes'].value)
        except confluent_kafka.KafkaException:
            return 16 * 2**20  # not for you to see: Alphascope's default

    def _check_name(self) -> None:
        known = topics.runs(self._kafka).get(self.run)
        if known is None:
            return
        if known.state == RunChanged.DELETED:
            raise NotObservable(
                f"run '{self.run}' was deleted, and its steps may still be in the stream: choose"
                ' another name'
            )
        if self._first_step and known.publisher and known.state != RunChanged.RUNNING:
            self._published = self._published_before = known.steps_published
            self._records = known.records_published
            return
        state = RunChanged.State.Name(known.state).lower()
        raise NotObservable(
            f"there is a run '{self.run}' already ({state}): choose another name, or delete it"
            f' (./alphascope delete {self.run}); to go on with a training that has ended, give'
            ' first_step='
        )

    def _send_all(self) -> None:
        reported = time.monotonic()
        while True:
            group = self._next_group()
            if not self._is_announced:
                self._is_announced = True
                self._report(RunChanged.RUNNING)
                self._producer.flush(PATIENCE_S)  # known before its first step
                reported = time.monotonic()
            if group:
                self._send(group)
            self._producer.poll(0)
            with self._changed:
                closing = self._closing
                is_done = closing is not None and not self._waiting
            if is_done:
                break
            if time.monotonic() - reported > REPORT_EVERY_S:
                self._report(RunChanged.RUNNING)
                reported = time.monotonic()
        while True:
            self._producer.poll(0.1)
            with self._changed:
                if not self._bytes:
                    break
                if self._is_hopeless():
                    break
        assert closing is not None
        self._report(*closing)
        left = self._producer.flush(PATIENCE_S if not self._bytes else 1)
        if left and not self._bytes:
            self.say('end', f'the broker did not take that the run has ended ({self._reason()})')

    def _is_hopeless(self) -> bool:
        """Under _changed: whether the end need not wait any longer. Counts what is lost."""
        if self._closing is None or time.monotonic() - self._progress < PATIENCE_S:
            return False
        self._say_away()
        return True

    def _next_group(self) -> list[Pending]:
        """Steps for one record: successive, of one block; waits for them, not for long."""
        group: list[Pending] = []
        deadline = time.monotonic() + _LOOK_EVERY_S
        size = 0
        while True:
            with self._changed:
                while not self._waiting:
                    left = deadline - time.monotonic()
                    if left <= 0 or (self._closing is not None):
                        return group
                    self._changed.wait(min(left, _LOOK_EVERY_S))
                    self._producer.poll(0)
                nearest = self._waiting[0]
                n = self._steps_per_event
                if group and (
                    nearest.step != group[-1].step + 1
                    or nearest.step % n == 0
                    or nearest.specification is not group[0].specification
                    or size + nearest.nbytes > self._largest_event
                ):
                    return group
                group.append(self._waiting.popleft())
                size += nearest.nbytes
            if len(group) == 1:
                deadline = time.monotonic() + GROUP_WAIT_S
            if (group[-1].step + 1) % self._steps_per_event == 0:
                return group

    def _send(self, group: list[Pending]) -> None:
        steps = [pending.taken() for pending in group]
        begin = 0
        for end in range(1, len(steps) + 1):
            if end == len(steps) or not _same(steps[end - 1].theta1, steps[end].theta0):
                self._send_record(steps[begin:end], group[begin:end])
                begin = end

    def _send_record(self, steps: list[TakenStep], pending: list[Pending]) -> None:
        if self._sgd_rule and not follows_sgd(steps[0]):
            self._sgd_rule = False  # most optimizers never do: do not try at every step
        value = record(self.run, pending[0].specification, steps, self._sgd_rule)
        count, nbytes = len(steps), sum(one.nbytes for one in pending)
        last = steps[-1].step

        def delivered(error: confluent_kafka.KafkaError | None, _: object) -> None:
            with self._changed:
                self._bytes -= nbytes
                self._progress = time.monotonic()
                if error is None:
                    self._is_away = False
                    self._published += count
                    self._records += 1
                    self._last_published = max(self._last_published, last)
                else:
                    self._lost += count
                    self._last_error = error.str()
                self._changed.notify_all()
            if error is not None:
                self.say('refused', f'the broker did not take step {last} ({error.str()})')
                if self._strict:
                    self._fail(NotPublished(f'the broker did not take step {last}: {error.str()}'))

        while True:
            try:
                self._producer.produce(
                    topics.STEPS,
                    value,
                    f'{self.run}/{steps[0].step}',
                    partition=partition(
                        self.run, steps[0].step, self._steps_per_event, self._partitions
                    ),
                    on_delivery=delivered,
                )
                break
            except BufferError:
                self._producer.poll(0.1)
        for one in pending:
            one.release()

    def _report(self, state: RunChanged.State, message: str = '') -> None:
        report = RunChanged()
        with self._changed:
            report.CopyFrom(self._state)
            report.state = state
            report.message = message
            report.steps_taken = self._first_step + self.taken
            report.steps_published = self._published
            report.records_published = self._records
            report.steps_skipped = self._skipped + self.refused + self._lost
            if self._last_published >= 0:
                report.last_published_step = self._last_published
        report.training_seconds = time.monotonic() - self._began
        if state != RunChanged.RUNNING:
            report.ended.FromDatetime(datetime.datetime.now(datetime.timezone.utc))
        self._producer.produce(topics.RUNS, report.SerializeToString(), self.run)

    # Faults

    def _note_error(self, error: confluent_kafka.KafkaError) -> None:
        if 'uthentication' in error.str() or 'uthentication' not in self._last_error:
            self._last_error = error.str()

    def _reason(self) -> str:
        return self._last_error or 'it does not answer'

    def _say_away(self) -> None:
        if self._strict:
            if self._failure is None:
                self._failure = NotPublished(f'no broker answers ({self._reason()})')
            return
        self.say(
            'away',
            f'no broker answers ({self._reason()}). The training goes on; steps are kept until'
            f' {self._buffer_bytes // 2**20} MiB are waiting, then skipped and counted',
        )

    def _fail(self, failure: AlphascopeError) -> None:
        with self._changed:
            if self._failure is None:
                self._failure = failure
        if self._connected.is_set() and not self._strict:
            self.say('failed', f'{failure}. The training goes on unobserved')

    def _raise_failure(self) -> None:
        if self._strict and self._failure is not None:
            raise self._failure


def _same(one: object, other: object) -> bool:
    """Whether two vectors are the same bit for bit."""
    return one is other or one.tobytes() == other.tobytes()  # type: ignore[attr-defined]


def tell(message: str) -> None:
    """One line for whoever started the training."""
    print(f'alphascope: {message}', file=sys.stderr, flush=True)
