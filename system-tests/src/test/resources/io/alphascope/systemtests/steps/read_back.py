"""Publishes the steps of a training one by one as run `singles` and in groups as run `groups`, and
reads both back: every number must be the one that was published.

Arguments: data folder, number of steps. Prints what was compared.
"""

import sys
import zlib
from types import SimpleNamespace

import confluent_kafka
import numpy as np
import numpy_mnist
from alphascope.connection import local_system
from alphascope.events.events_pb2 import BatchData, FollowingStep, RunSpecification, StepTaken
from alphascope.reading import StepReader, sgd
from alphascope.tensors import tensor
from alphascope.topics import STEPS
from single_steps import SingleSteps

STEPS_PER_RECORD = 4
CARRIED = 6  # as if its optimizer had computed otherwise


class Recorder(SingleSteps):
    """Publishes the steps of the example, and keeps them."""

    def step(self, inputs, targets, theta0, theta1, gradient, *, learning_rate, epoch, loss):
        step = len(published)
        self.publish(step, epoch, learning_rate, theta0, theta1, inputs, targets, gradient, loss)
        published.append(SimpleNamespace(
            step=step, epoch=epoch, learning_rate=learning_rate, loss=float(loss), theta0=theta0,
            theta1=theta1, gradient=gradient, batch={'inputs': inputs, 'targets': targets}))


def group(taken):
    record = StepTaken(run='groups', specification=specification, theta0=tensor(taken[0].theta0),
                       group_size=len(taken), update_rule=StepTaken.SGD)
    for place, step in enumerate(taken):
        message = FollowingStep(
            step=step.step, epoch=step.epoch, learning_rate=step.learning_rate, loss=step.loss,
            gradient=tensor(step.gradient),
            batch_data=BatchData(**{name: tensor(array) for name, array in step.batch.items()}))
        by_rule = sgd(step.theta0, step.learning_rate, step.gradient)
        if by_rule.tobytes() == step.theta1.tobytes() and step.step != CARRIED:
            message.theta1_crc32 = zlib.crc32(step.theta1)
        else:
            message.theta1.CopyFrom(tensor(step.theta1))
        if place == 0:
            record.MergeFromString(message.SerializeToString())  # the same fields
        else:
            record.following_steps.append(message)
    return record


def check(run, published):
    found = {step.step: step for step in StepReader(run, kafka=kafka)}
    assert sorted(found) == [step.step for step in published], sorted(found)
    for expected in published:
        step = found[expected.step]
        assert step.specification == specification
        for name in ('epoch', 'learning_rate', 'loss'):
            assert getattr(step, name) == getattr(expected, name), (step.step, name)
        for name in ('theta0', 'theta1', 'gradient'):
            same(getattr(step, name), getattr(expected, name))
        assert {*step.batch} == {*expected.batch}
        for name, array in expected.batch.items():
            same(step.batch[name], array if array.dtype.kind == 'f' else array.astype(np.int64))
    return len(found)


def same(found, expected):
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
    assert found.tobytes() == expected.tobytes()


published = []
specification = RunSpecification(network='784-8-10', activation='relu', loss='cross-entropy',
                                 reduction='mean')
kafka, steps = local_system(sys.argv[1]), int(sys.argv[2])
numpy_mnist.observer = lambda network, options: Recorder(options.run, specification, kafka)
numpy_mnist.train(*numpy_mnist.mnist_sample(), SimpleNamespace(
    run='singles', hidden=8, learning_rate=0.05, batch_size=32, epochs=1, steps=steps, seed=1))

producer = confluent_kafka.Producer({'partitioner': 'murmur2_random', **kafka})
left_out = 0
for start in range(0, steps, STEPS_PER_RECORD):
    record = group(published[start:start + STEPS_PER_RECORD])
    left_out += sum(not step.HasField('theta1') for step in [record, *record.following_steps])
    producer.produce(STEPS, record.SerializeToString(), f'groups/{start}')
producer.flush()

print(f"{check('singles', published)} single steps and {check('groups', published)} in groups"
      f' are those that were published; {left_out} by rule')
