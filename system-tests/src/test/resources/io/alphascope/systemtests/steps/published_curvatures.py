"""Slope and curvature of a run's published steps, for comparison with what was observed.

From forward passes in float64 alone, so that nothing is shared with what is tested: with
phi(alpha) = L(theta0 + alpha d), phi' is a complex step (Squire & Trapp 1998, exact to rounding),
phi'' a central difference of it. ReLU networks, cross entropy, mean over the batch, classes.

Arguments: run, data folder, number of steps. Prints {step: {"slope", "hessian", "ggn"}} as JSON.
"""

import json
import sys
import time

import confluent_kafka
import numpy as np
from alphascope.connection import local_system
from alphascope.events.events_pb2 import StepTaken, Tensor
from alphascope.topics import STEPS

COMPLEX_STEP = 1e-30
DIFFERENCE = 1e-6
PATIENCE_S = 60


def steps_of(run, kafka, count):
    consumer = confluent_kafka.Consumer(
        {**kafka, 'group.id': 'published-curvatures', 'enable.auto.commit': False})
    partitions = consumer.list_topics(STEPS, timeout=10).topics[STEPS].partitions
    consumer.assign([
        confluent_kafka.TopicPartition(STEPS, partition, confluent_kafka.OFFSET_BEGINNING)
        for partition in partitions])
    steps, deadline = {}, time.monotonic() + PATIENCE_S
    while len(steps) < count:
        if time.monotonic() > deadline:
            sys.exit(f'only {len(steps)} of {count} steps came')
        record = consumer.poll(1)
        if record is None:
            continue
        if record.error():
            sys.exit(record.error().str())
        step = StepTaken.FromString(record.value())
        if step.run == run:
            steps[step.step] = step
    consumer.close()
    return steps.values()


def array(tensor):
    dtype = {Tensor.FLOAT32: '<f4', Tensor.FLOAT64: '<f8', Tensor.INT64: '<i8'}
    elements = np.frombuffer(tensor.data, dtype[tensor.element_type]).reshape(tensor.shape)
    return elements if tensor.element_type == Tensor.INT64 else elements.astype(np.float64)


def outputs(step, theta):
    widths = [int(width) for width in step.specification.network.split('-')]
    x = array(step.batch_data.inputs)
    start = 0
    for layer, (inputs, units) in enumerate(zip(widths, widths[1:]), 1):
        weight = theta[start:start + units * inputs].reshape(units, inputs)
        start += units * inputs
        x = x @ weight.T + theta[start:start + units]
        start += units
        if layer < len(widths) - 1:
            x = np.where(x.real > 0, x, 0)
    return x


def loss(step, theta):
    z = outputs(step, theta)
    z = z - z.real.max(axis=1, keepdims=True)
    targets = array(step.batch_data.targets)
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets]).mean()


def curvatures(step):
    theta0 = array(step.theta0)
    d = array(step.theta1) - theta0

    def slope(alpha):
        return loss(step, theta0 + (alpha + 1j * COMPLEX_STEP) * d).imag / COMPLEX_STEP

    z = outputs(step, theta0 + 1j * COMPLEX_STEP * d)
    along = z.imag / COMPLEX_STEP
    p = np.exp(z.real - z.real.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return {
        'slope': slope(0),
        'hessian': (slope(DIFFERENCE) - slope(-DIFFERENCE)) / (2 * DIFFERENCE),
        'ggn': ((p * along**2).sum(axis=1) - (p * along).sum(axis=1)**2).mean(),
    }


run, data_folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
json.dump({step.step: curvatures(step)
           for step in steps_of(run, local_system(data_folder), count)}, sys.stdout)
