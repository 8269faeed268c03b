#!/usr/bin/env python3
"""Trains a network in NumPy; Alphascope watches every step.

On the sample of MNIST that Alphascope has, or on data of your own, inputs [N, D] and targets [N]:

    ./numpy_mnist.py --run numpy-1
    ./numpy_mnist.py --run numpy-2 --data mine.npz
"""

import argparse
import gzip
import pathlib
import sys

import numpy as np

import alphascope
from alphascope.connection import DATA_DIR

SAMPLE = (
    pathlib.Path(__file__)
    .resolve()
    .parents[3]
    .joinpath('workload/src/main/resources/io/alphascope/workload/dataset/mnist-sample')
)


class Network:
    """y = W x + b in every layer, ReLU after all but the last; cross entropy, mean over the batch.

    Its parameters are one flat vector theta, in the order that Alphascope wants.
    """

    def __init__(self, widths):
        self.widths = widths

    def initial(self, random):
        """As torch.nn.Linear: uniform, within 1 / sqrt(inputs)."""
        return np.concatenate(
            [
                random.uniform(-1, 1, (inputs + 1) * outputs) / np.sqrt(inputs)
                for inputs, outputs in self.layer_widths()
            ]
        ).astype(np.float32)

    def layer_widths(self):
        return list(zip(self.widths[:-1], self.widths[1:], strict=True))

    def layers(self, theta):
        """Views of theta: weight [outputs, inputs] and bias [outputs] of every layer."""
        layers, start = [], 0
        for inputs, outputs in self.layer_widths():
            middle, end = start + outputs * inputs, start + outputs * (inputs + 1)
            layers.append((theta[start:middle].reshape(outputs, inputs), theta[middle:end]))
            start = end
        return layers

    def loss_and_gradient(self, theta, inputs, targets):
        """The mean of the batch, and its gradient [P].

        theta: [P]; inputs: [n, D]; targets: [n], classes
        """
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
            list(zip(self.layers(gradient), layers, seen, strict=True))
        ):
            of_weight[:] = back.T @ x
            of_bias[:] = back.sum(axis=0)
            back = (back @ weight) * (x > 0)
        return loss, gradient


def mnist_sample(part='train'):
    """Images as the network shall see them, [N, 784], and their digits.

    part: 'train', or 't10k' for the test.
    """

    def content(name, header_bytes):
        with gzip.open(SAMPLE / name) as file:
            return np.frombuffer(file.read(), np.uint8, offset=header_bytes)

    images = content(f'{part}-images-idx3-ubyte.gz', 16).reshape(-1, 784).astype(np.float32)
    return (images / 255 - 0.1307) / 0.3081, content(f'{part}-labels-idx1-ubyte.gz', 8)


def observer(network, options):
    """Takes the steps of the run."""
    return alphascope.Observer(
        options.run,
        '-'.join(map(str, network.widths)),
        activation='relu',
        loss='cross-entropy',
        reduction='mean',
        optimizer='sgd',
        learning_rate=options.learning_rate,
        batch_size=options.batch_size,
        epochs=options.epochs,
        seed=options.seed,
        observables=options.observe,
        strict=True,
        data_dir=options.data_dir,
        kafka=options.kafka_config,
    )


def train(inputs, targets, options):
    """Number of steps, and the last loss."""
    network = Network([inputs.shape[1], options.hidden, int(targets.max()) + 1])
    random = np.random.default_rng(options.seed)
    theta = network.initial(random)
    step, loss = 0, float('nan')
    with observer(network, options) as observed:
        for epoch in range(1, options.epochs + 1):
            order = random.permutation(len(inputs))
            for start in range(0, len(order), options.batch_size):
                if step == options.steps:
                    return step, loss
                batch = order[start : start + options.batch_size]
                loss, gradient = network.loss_and_gradient(theta, inputs[batch], targets[batch])
                theta1 = theta - np.float32(options.learning_rate) * gradient
                observed.step(
                    inputs[batch],
                    targets[batch],
                    theta,
                    theta1,
                    gradient,
                    learning_rate=options.learning_rate,
                    epoch=epoch,
                    loss=float(loss),
                )
                theta = theta1
                step += 1
    return step, loss


def arguments():
    parser = argparse.ArgumentParser(description='Trains a network; Alphascope watches every step.')
    parser.add_argument('--run', required=True, help='its name in Alphascope')
    parser.add_argument('--data', metavar='FILE', help='.npz of inputs [N, D] and targets [N]')
    parser.add_argument('--hidden', type=int, default=32)
    parser.add_argument('--learning-rate', type=float, default=0.05)
    parser.add_argument(
        '--observe',
        nargs='*',
        default=[],
        metavar='NAME',
        help='beside the curvatures, trace@50 on every 50th step',
    )
    parser.add_argument('--batch-size', type=int, default=64)
    parser.add_argument('--epochs', type=int, default=1)
    parser.add_argument('--steps', type=int, help='stop after so many')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument(
        '--data-dir', default=DATA_DIR, help='of the system that `./alphascope up` has started'
    )
    parser.add_argument(
        '--kafka-config',
        metavar='FILE',
        help="properties of librdkafka, for another system's broker",
    )
    return parser.parse_args()


def main():
    options = arguments()
    try:
        if options.data:
            with np.load(options.data) as data:
                inputs, targets = data['inputs'].astype(np.float32), data['targets']
        else:
            inputs, targets = mnist_sample()
        steps, loss = train(inputs, targets, options)
    except alphascope.AlphascopeError as e:
        sys.exit(f'numpy_mnist.py: {e}')
    print(f'{steps} steps of run {options.run} published; the last loss was {loss:.3f}')


if __name__ == '__main__':
    main()
