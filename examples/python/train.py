#!/usr/bin/env python3
"""Trains a network in NumPy; Alphascope watches every step. What to install: alphascope_client.py.

    ./train.py --run numpy-1                       # on the sample of MNIST that Alphascope has
    ./train.py --run numpy-2 --data mine.npz       # on your own: inputs [N, D], targets [N]
"""

import argparse
import gzip
import pathlib
import sys

import numpy as np
from alphascope.events.events_pb2 import Optimizer, RunSpecification
from alphascope_client import NotPublished, StepPublisher, local_system, properties_file

SAMPLE = pathlib.Path(__file__).resolve().parents[2].joinpath(
    'workload/src/main/resources/io/alphascope/workload/dataset/mnist-sample')


class Network:
    """y = W x + b in every layer, ReLU after all but the last; cross entropy, mean over the batch.

    Its parameters are one flat vector theta, in the order that Alphascope wants.
    """

    def __init__(self, widths):
        self.widths = widths

    def initial(self, random):
        """As torch.nn.Linear: uniform, within 1 / sqrt(inputs)."""
        return np.concatenate([
            random.uniform(-1, 1, (inputs + 1) * outputs) / np.sqrt(inputs)
            for inputs, outputs in zip(self.widths, self.widths[1:])]).astype(np.float32)

    def layers(self, theta):
        """Views of theta: weight [outputs, inputs] and bias [outputs] of every layer."""
        layers, start = [], 0
        for inputs, outputs in zip(self.widths, self.widths[1:]):
            middle, end = start + outputs * inputs, start + outputs * (inputs + 1)
            layers.append((theta[start:middle].reshape(outputs, inputs), theta[middle:end]))
            start = end
        return layers

    def loss_and_gradient(self, theta, inputs, targets):
        layers = self.layers(theta)
        seen = [inputs]  # by each layer
        for weight, bias in layers[:-1]:
            seen.append(np.maximum(seen[-1] @ weight.T + bias, 0))
        outputs = seen[-1] @ layers[-1][0].T + layers[-1][1]

        samples = np.arange(len(targets))
        outputs = outputs - outputs.max(axis=1, keepdims=True)
        log_probabilities = outputs - np.log(np.exp(outputs).sum(axis=1, keepdims=True))
        loss = -log_probabilities[samples, targets].mean()

        gradient = np.empty_like(theta)
        back = np.exp(log_probabilities)
        back[samples, targets] -= 1
        back /= len(targets)
        for (of_weight, of_bias), (weight, _), x in reversed(
                list(zip(self.layers(gradient), layers, seen))):
            of_weight[:] = back.T @ x
            of_bias[:] = back.sum(axis=0)
            back = (back @ weight) * (x > 0)
        return loss, gradient


def mnist_sample():
    """Images as the network shall see them, [N, 784], and their digits."""
    def content(name, header_bytes):
        with gzip.open(SAMPLE / name) as file:
            return np.frombuffer(file.read(), np.uint8, offset=header_bytes)
    images = content('train-images-idx3-ubyte.gz', 16).reshape(-1, 784).astype(np.float32)
    return (images / 255 - 0.1307) / 0.3081, content('train-labels-idx1-ubyte.gz', 8)


def train(inputs, targets, options, kafka):
    network = Network([inputs.shape[1], options.hidden, int(targets.max()) + 1])
    specification = RunSpecification(
        network='-'.join(map(str, network.widths)), activation='relu',
        loss='cross-entropy', reduction='mean', seed=options.seed,
        optimizer=Optimizer(name='sgd', learning_rate=options.learning_rate),
        batch_size=options.batch_size, epochs=options.epochs, observables=options.observe)
    random = np.random.default_rng(options.seed)
    theta = initial = network.initial(random)
    step, loss = 0, float('nan')
    with StepPublisher(options.run, specification, kafka) as publisher:
        for epoch in range(1, options.epochs + 1):
            order = random.permutation(len(inputs))
            for start in range(0, len(order), options.batch_size):
                if step == options.steps:
                    return step, loss
                batch = order[start:start + options.batch_size]
                loss, gradient = network.loss_and_gradient(theta, inputs[batch], targets[batch])
                theta1 = theta - np.float32(options.learning_rate) * gradient
                publisher.publish(step, epoch, options.learning_rate, theta, theta1,
                                  inputs[batch], targets[batch], gradient, loss,
                                  np.linalg.norm(theta1.astype(np.float64) - initial))
                theta = theta1
                step += 1
    return step, loss


def main():
    parser = argparse.ArgumentParser(description='Trains a network; Alphascope watches every step.')
    parser.add_argument('--run', required=True, help='its name in Alphascope')
    parser.add_argument('--data', metavar='FILE', help='.npz of inputs [N, D] and targets [N]')
    parser.add_argument('--hidden', type=int, default=32)
    parser.add_argument('--learning-rate', type=float, default=0.05)
    parser.add_argument('--observe', nargs='*', default=[], metavar='NAME',
                        help='beside the curvatures, trace@50 on every 50th step')
    parser.add_argument('--batch-size', type=int, default=64)
    parser.add_argument('--epochs', type=int, default=1)
    parser.add_argument('--steps', type=int, help='stop after so many')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--data-dir', default='~/.alphascope',
                        help='of the system that `./alphascope up` has started')
    parser.add_argument('--kafka-config', metavar='FILE',
                        help="properties of librdkafka, for another system's broker")
    options = parser.parse_args()
    try:
        kafka = (properties_file(options.kafka_config) if options.kafka_config
                 else local_system(options.data_dir))
        if options.data:
            with np.load(options.data) as data:
                inputs, targets = data['inputs'].astype(np.float32), data['targets']
        else:
            inputs, targets = mnist_sample()
        steps, loss = train(inputs, targets, options, kafka)
    except NotPublished as e:
        sys.exit(f'train.py: {e}')
    print(f'{steps} steps of run {options.run} published; the last loss was {loss:.3f}')


if __name__ == '__main__':
    main()
