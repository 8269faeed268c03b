"""Puts numbers that one has measured oneself beside those of the system."""

from __future__ import annotations

import datetime
import math
import os
import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import confluent_kafka

from alphascope import run_names, topics
from alphascope.connection import Kafka, kafka_properties
from alphascope.errors import Invalid, NotConnected, NotPublished
from alphascope.events.events_pb2 import CurvatureObserved, RunChanged, RunSpecification

OPERATORS = frozenset({
    'diagonal-ggn', 'diagonal-ggn-mc', 'diagonal-hessian', 'fisher-empirical', 'fisher-mc', 'ggn',
    'hessian', 'hessian-positive', 'kfac', 'kflr', 'kfra',
})  # fmt: skip
"""What the system computes itself, as GET /api/curvatures lists it."""

QUANTITIES = tuple(
    field.name
    for field in CurvatureObserved.DESCRIPTOR.fields
    if field.cpp_type == field.CPPTYPE_DOUBLE and field.name != 'learning_rate'
)
"""Names of all numbers that an observation can have; docs/mathematics.md says what they are."""

_NAME = re.compile(
    r'(?P<operator>[a-z0-9]+(-[a-z0-9]+)*)(:[0-9]+)?(/[a-z0-9-]+)?(@[a-z0-9-]+(:[0-9]+)?)?'
)
_LONGEST_NAME = 200
_CONNECT_S = 10
_MESSAGE = (
    'measured by another client, not by this system: only observations of it are known, so it is'
    ' unknown when it ends'
)


def secant(loss_before: float, slope: float, loss_at: float, alpha: float = 1.0) -> float:
    """d'Bd of the parabola through two losses with the slope at the first, in loss/step².

    2 (φ(α) − φ(0) − α φ′(0)) / α²

    loss_before: φ(0), at theta0; slope: φ′(0) = d'g there, in loss/step; loss_at: φ(α), on the same
    batch at theta0 + alpha d; alpha: in multiples of the step taken, not 0.
    """
    if alpha == 0:
        raise Invalid('alpha: expected another point of the line than its start, found 0')
    return 2 * (loss_at - loss_before - alpha * slope) / alpha**2


class ObservationPublisher:
    """Puts rows of one run under one curvature into curvature.observations.

        with ObservationPublisher('mine', 'secant') as publisher:
            for ...:
                publisher.publish(step, slope=..., curvature_value=...)

    Its end waits until the broker has every row, and makes the run known if nobody else does.
    """

    def __init__(
        self,
        run: str,
        operator: str = 'secant',
        *,
        data_dir: str | os.PathLike[str] | None = None,
        kafka: Kafka | None = None,
    ) -> None:
        """
        run: one whose steps are observed too, so that the rows lie beside each other, or another.
        operator: what the numbers are called, operator[:samples][/structure][@batch]; none of those
        that the system computes.
        data_dir, kafka: the broker, as kafka_properties() takes them.

        Raises Invalid, NotObservable for the run's name, NotConnected, or NotPublished if the run
        has been deleted.
        """
        self.run = run_names.checked(run)
        self.curvature = _checked_name(operator)
        self._kafka = kafka_properties(data_dir, kafka)
        self._failure: str | None = None
        self._first: datetime.datetime | None = None
        self._producer = _producer(self._kafka)
        _refuse_deleted(self.run, topics.runs(self._kafka))

    def publish(
        self,
        step: int,
        *,
        alpha_star: float | None = None,
        slope: float | None = None,
        curvature_value: float | None = None,
        epoch: int | None = None,
        learning_rate: float | None = None,
        batch_size: int | None = None,
        time: datetime.datetime | None = None,
        **quantities: float | None,
    ) -> None:
        """One row; it replaces an earlier one of the same step.

        step: from 0, across epochs. epoch: from 1. time: None: now.
        alpha_star, in multiples of the step taken; or slope, in loss/step, and curvature_value, in
        loss/step², from which it is computed where the latter is positive.
        quantities: any of QUANTITIES. alpha_star_unit, learning_rate_star, overshoot and the two
        fidelities are computed where they are not given and what they follow from is.

        Raises Invalid, or NotPublished if the broker has refused an earlier row.
        """
        moment = time or datetime.datetime.now(datetime.timezone.utc)
        row = _row(
            {
                'alpha_star': alpha_star,
                'slope': slope,
                'curvature_value': curvature_value,
                **quantities,
            },
            learning_rate,
        )
        row.run, row.curvature, row.step = self.run, self.curvature, _whole('step', step, 0)
        row.time.FromDatetime(_utc(moment))
        row.epoch = 0 if epoch is None else _whole('epoch', epoch, 1)
        row.batch_size = 0 if batch_size is None else _whole('batch_size', batch_size, 1)
        self._first = min(moment, self._first or moment)
        self._produce(topics.OBSERVATIONS, f'{self.run}/{step}/{self.curvature}', row)

    def close(self) -> None:
        """Waits for the broker, at most a minute. Raises NotPublished for rows that it refused."""
        self._producer.flush()
        self._raise_failure()
        if self._first is not None:
            announce(self.run, started=self._first, kafka=self._kafka)
            self._first = None

    def _produce(self, topic: str, key: str, message: Any) -> None:
        self._raise_failure()
        while True:
            try:
                self._producer.produce(
                    topic, message.SerializeToString(), key, on_delivery=self._note_failure
                )
                self._producer.poll(0)
                return
            except BufferError:  # the broker is behind
                self._producer.poll(1)
                self._raise_failure()

    def _note_failure(self, error: Any, message: Any) -> None:
        if error is not None and self._failure is None:
            self._failure = f'the broker did not take {message.key().decode()} ({error.str()})'

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise NotPublished(self._failure)

    def __enter__(self) -> ObservationPublisher:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self._producer.flush()


def publish_observation(
    run: str,
    step: int,
    operator: str = 'secant',
    *,
    data_dir: str | os.PathLike[str] | None = None,
    kafka: Kafka | None = None,
    **values: Any,
) -> None:
    """Puts one row beside those that the system observes; for many, ObservationPublisher is faster.

    values: as ObservationPublisher.publish takes them: alpha_star, or slope and curvature_value;
    epoch, learning_rate, batch_size, time; and any other quantity by its name.
    """
    with ObservationPublisher(run, operator, data_dir=data_dir, kafka=kafka) as publisher:
        publisher.publish(step, **values)


def announce(
    run: str,
    specification: RunSpecification | None = None,
    *,
    started: datetime.datetime | None = None,
    data_dir: str | os.PathLike[str] | None = None,
    kafka: Kafka | None = None,
) -> bool:
    """Makes a run known of which nothing but observations is published; whether it was not known.

    specification: what was trained, as far as it shall be shown. started: None: now.
    """
    properties = kafka_properties(data_dir, kafka)
    known = topics.runs(properties)
    _refuse_deleted(run_names.checked(run), known)
    if run in known:
        return False
    record = RunChanged(run=run, specification=specification, state=RunChanged.FOREIGN, message=_MESSAGE)
    record.started.FromDatetime(_utc(started or datetime.datetime.now(datetime.timezone.utc)))
    failures: list[str] = []
    producer = _producer(properties)
    producer.produce(
        topics.RUNS,
        record.SerializeToString(),
        run,
        on_delivery=lambda error, _: failures.append(error.str()) if error is not None else None,
    )
    producer.flush()
    if failures:
        raise NotPublished(f'the broker did not take the record of run {run} ({failures[0]})')
    return True


def _row(given: Mapping[str, float | None], learning_rate: float | None) -> CurvatureObserved:
    """The numbers that are given, those that follow from them, and the status."""
    values: dict[str, Any] = {name: float(value) for name, value in given.items() if value is not None}
    for name in values:
        if name not in QUANTITIES:
            raise Invalid(
                f'{name} is no quantity of an observation: expected one of {", ".join(QUANTITIES)}'
            )
    if learning_rate is not None and not math.isfinite(learning_rate):
        raise Invalid(f'learning_rate: expected a finite number, found {learning_rate}')
    status = _status(values)
    if status in (CurvatureObserved.OK, CurvatureObserved.ASCENT):
        if 'alpha_star' not in values:
            values['alpha_star'] = -values['slope'] / values['curvature_value']
        for name, value in _derived(values, learning_rate).items():
            values.setdefault(name, value)
    elif 'alpha_star' in values:
        if status != CurvatureObserved.NON_FINITE:
            raise Invalid(
                'alpha_star exists only where the step is not zero and curvature_value is positive;'
                f' found {values}'
            )
        del values['alpha_star']
    fidelity = _fidelity(values, 1.0, 'loss_after')
    if fidelity is not None and status != CurvatureObserved.NON_FINITE:
        values.setdefault('fidelity_at_step', fidelity)
    return CurvatureObserved(status=status, learning_rate=learning_rate, **values)


def _status(values: Mapping[str, float]) -> CurvatureObserved.Status:
    """The first that applies; docs/mathematics.md."""
    curvature, alpha_star = values.get('curvature_value'), values.get('alpha_star')
    if alpha_star is None and (curvature is None or 'slope' not in values):
        raise Invalid('give alpha_star, or slope and curvature_value')
    deciding = 'step_norm', 'loss_before', 'slope', 'curvature_value', 'alpha_star'
    if not all(math.isfinite(values.get(name, 0.0)) for name in deciding):
        return CurvatureObserved.NON_FINITE
    if values.get('step_norm') == 0:
        return CurvatureObserved.ZERO_STEP
    if curvature is not None and curvature <= 0:
        return CurvatureObserved.NON_POSITIVE_CURVATURE
    descends = values['slope'] < 0 if alpha_star is None else alpha_star > 0
    return CurvatureObserved.OK if descends else CurvatureObserved.ASCENT


def _derived(values: Mapping[str, float], learning_rate: float | None) -> dict[str, float]:
    """What follows from alpha_star."""
    alpha_star = values['alpha_star']
    derived = {}
    if 'step_norm' in values:
        derived['alpha_star_unit'] = alpha_star * values['step_norm']
    if learning_rate is not None:
        derived['learning_rate_star'] = alpha_star * learning_rate
    if alpha_star != 0:
        derived['overshoot'] = 1 / alpha_star - 1
    fidelity = _fidelity(values, alpha_star, 'loss_at_alpha_star')
    if fidelity is not None:
        derived['fidelity_at_alpha_star'] = fidelity
    return derived


def _fidelity(values: Mapping[str, float], alpha: float, loss: str) -> float | None:
    """Actual decrease of the loss ÷ that of the parabola at alpha, where the latter is positive."""
    if not {'loss_before', loss, 'slope', 'curvature_value'} <= {*values}:
        return None
    decrease = -(values['slope'] + values['curvature_value'] * alpha / 2) * alpha
    return (values['loss_before'] - values[loss]) / decrease if decrease > 0 else None


def _checked_name(curvature: str) -> str:
    found = _NAME.fullmatch(curvature) if len(curvature) <= _LONGEST_NAME else None
    if found is None:
        raise Invalid(
            f'no curvature can be called {curvature!r}: expected operator[:samples][/structure]'
            "[@batch], in lower case with digits and '-', secant@own say"
        )
    if found['operator'] in OPERATORS:
        raise Invalid(
            f'{found["operator"]} is computed by the system, and its rows are not to be replaced:'
            ' choose another name'
        )
    return curvature


def _whole(name: str, value: int, least: int) -> int:
    if int(value) != value or value < least:
        raise Invalid(f'{name}: expected a whole number from {least}, found {value!r}')
    return int(value)


def _utc(moment: datetime.datetime) -> datetime.datetime:
    """Without a zone, as protobuf takes it; a moment without one is of this machine's."""
    return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def _refuse_deleted(run: str, known: Mapping[str, RunChanged]) -> None:
    if run in known and known[run].state == RunChanged.DELETED:
        raise NotPublished(f'run {run} was deleted, and none can be called so again: choose a name')


def _producer(kafka: Mapping[str, object]) -> Any:
    try:
        producer = confluent_kafka.Producer({
            'enable.idempotence': True,
            'partitioner': 'murmur2_random',  # as Java's, so that a key keeps its partition
            'delivery.timeout.ms': 60_000,
            **kafka,
        })  # fmt: skip
        producer.list_topics(topics.OBSERVATIONS, timeout=_CONNECT_S)
        return producer
    except confluent_kafka.KafkaException as e:
        raise NotConnected(f'no broker answers, or none lets you in ({e.args[0].str()})') from e
