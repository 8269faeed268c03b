"""Records as docs/clients.md describes them: groups, blocks, partitions, reports on the run."""

from __future__ import annotations

import numpy as np
import pytest

import alphascope
from alphascope import publishing, topics
from alphascope.connection import kafka_properties
from alphascope.events.events_pb2 import RunChanged, RunSpecification, StepTaken
from alphascope.partitioning import murmur2, partition
from alphascope.reading import steps as read
from alphascope.steps import TakenStep, record, sgd


# Of Kafka's own tests, as numbers without a sign.
@pytest.mark.parametrize(
    ('data', 'expected'),
    [
        (b'21', -973932308),
        (b'foobar', -790332482),
        (b'a-little-bit-long-string', -985981536),
        (b'a-little-bit-longer-string', -1486304829),
        (b'lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971),
        (b'abc', 479470107),
    ],
)
def test_hashes_are_those_of_java(data, expected):
    assert murmur2(data) == expected & 0xFFFFFFFF


def taken(count, dtype=np.float32, rule=False, size=7):
    random = np.random.default_rng(count)
    theta = random.standard_normal(size).astype(dtype)
    found = []
    for step in range(count):
        gradient = random.standard_normal(size).astype(dtype)
        theta1 = sgd(theta, 0.1, gradient) if rule else theta + gradient
        found.append(
            TakenStep(
                step, theta, theta1, gradient, {'': random.standard_normal((3, 4)).astype(dtype)},
                np.arange(3), epoch=1, learning_rate=0.1, loss=float(step),
            )
        )  # fmt: skip
        theta = theta1
    return found


@pytest.mark.parametrize('dtype', [np.float32, np.float64])
@pytest.mark.parametrize('rule', [True, False])
@pytest.mark.parametrize('count', [1, 2, 8])
def test_what_is_written_is_read(dtype, rule, count):
    given = taken(count, dtype, rule)
    value = record('mine', RunSpecification(network='4-2'), given, sgd_rule=True)
    message = StepTaken.FromString(value)
    carried = [message, *message.following_steps]
    assert [step.HasField('theta1') for step in carried] == [not rule] * count
    for step, want in zip(read(value), given, strict=True):
        assert (step.run, step.step, step.epoch, step.loss) == ('mine', want.step, 1, want.loss)
        for name in 'theta0', 'theta1', 'gradient':
            assert getattr(step, name).tobytes() == getattr(want, name).tobytes()
        assert np.array_equal(step.batch['inputs'], want.inputs[''])


def test_a_rule_that_gives_not_a_number_is_not_relied_on():
    (step,) = taken(1, rule=True)
    step.theta1[0] = step.gradient[0] = np.nan
    value = record('mine', RunSpecification(), [step], sgd_rule=True)
    assert StepTaken.FromString(value).HasField('theta1')


@pytest.fixture
def observer(system):
    def make(**options):
        run = f'observer-{system.unique()}'
        return run, alphascope.Observer(
            run,
            **{
                'network': '4-2',
                'loss': 'squared-error',
                'data_dir': system.data_dir,
                'strict': True,
                **options,
            },
        )

    return make


def perceptron_steps(count):
    """Steps of a network 4-2, whose gradients are right."""
    random = np.random.default_rng(1)
    theta = random.standard_normal(10).astype('<f4')
    for _ in range(count):
        x, y = random.standard_normal((3, 4)).astype('<f4'), random.standard_normal((3, 2)).astype('<f4')
        residual = x @ theta[:8].reshape(2, 4).T + theta[8:] - y
        gradient = np.concatenate([(residual.T @ x).ravel(), residual.sum(0)]).astype('<f4') / 3
        theta1 = theta - np.float32(0.1) * gradient
        yield x, y, theta, theta1, gradient
        theta = theta1


def test_groups_end_at_blocks_and_lie_in_one_partition(system, observer):
    run, observing = observer()
    with observing:
        for step in perceptron_steps(20):
            observing.step(*step, learning_rate=0.1)
    partitions = 6
    kafka = kafka_properties(system.data_dir)
    found = []
    for one in topics.records(kafka, topics.STEPS):
        message = StepTaken.FromString(one.value())
        if message.run == run:
            last = message.step + len(message.following_steps)
            assert message.step // 8 == last // 8
            assert one.partition() == partition(run, message.step, 8, partitions)
            assert one.key().decode() == f'{run}/{message.step}'
            found += range(message.step, last + 1)
    assert sorted(found) == list(range(20))
    report = topics.runs(kafka)[run]
    assert report.state == RunChanged.COMPLETED
    assert report.publisher == publishing.PUBLISHER
    assert (report.steps_taken, report.steps_published) == (20, 20)
    assert report.records_published >= 3  # more where steps were slow
    assert report.steps_per_event == 8
    assert report.last_published_step == 19
    rows = system.observations(run)
    assert len(rows) == 40
    for row in rows:
        assert float(row['slope_published']) == pytest.approx(float(row['slope']), rel=1e-3)


@pytest.mark.parametrize(
    ('change', 'expected'),
    [
        ({'theta1': np.zeros(9, '<f4')}, r'theta1: expected float32 \[10\]'),
        ({'theta0': np.zeros(10, '<f8')}, 'theta1: expected float64'),
        ({'theta0': np.zeros(10, int)}, 'theta0: expected float32 or float64'),
        ({'gradient': np.zeros(11, '<f4')}, 'gradient: expected'),
        ({'inputs': None}, 'give either inputs, or indices'),
        ({'inputs': np.array(['a'])}, 'inputs: .* cannot be published'),
    ],
)
def test_a_step_that_is_wrong_is_refused_before_it_is_published(observer, change, expected):
    names = 'inputs', 'targets', 'theta0', 'theta1', 'gradient'
    (step,) = perceptron_steps(1)
    run, observing = observer()
    with observing, pytest.raises(alphascope.NotObservable, match=expected):
        observing.step(**{**dict(zip(names, step, strict=True)), **change})
    assert observing.summary.published == 0


@pytest.mark.parametrize(
    ('options', 'expected'),
    [
        ({'run': 'a/b'}, 'no run can be called'),
        ({'run': 'latest'}, 'no run can be called'),
        ({'network': 'missing.onnx'}, 'there is no file'),
        ({'loss': 'hinge'}, 'loss: expected one of'),
        ({'reduction': 'none'}, 'reduction: expected one of'),
        ({'activation': 'gelu'}, 'activation: expected one of'),
        ({'every': 0}, 'every: expected at least 1'),
        ({'when_behind': 'stop'}, "when_behind: expected 'wait' or 'skip'"),
        ({'curvatures': 'ggn'}, 'are lists'),
    ],
)
def test_options_that_are_wrong(system, options, expected):
    with pytest.raises(alphascope.NotObservable, match=expected):
        alphascope.Observer(**{'run': 'mine', 'network': '4-2', 'data_dir': system.data_dir, **options})


def test_a_step_that_is_too_large_is_refused_with_both_numbers(observer):
    theta = np.zeros(3_000_003, '<f4')
    run, observing = observer(network='2999998-1-2')
    with observing, pytest.raises(alphascope.NotObservable, match=r'takes 36\d{6} bytes.* 16\d{6}'):
        observing.step(np.zeros((3, 4), '<f4'), np.zeros((3, 2), '<f4'), theta, theta, theta)
    assert observing.summary.published == 0
