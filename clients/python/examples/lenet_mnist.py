#!/usr/bin/env python3
"""Trains LeNet-5 in PyTorch; Alphascope watches every step.

    ./lenet_mnist.py --run lenet-1

on the sample of MNIST that Alphascope has. Two lines are Alphascope's: the import and the watch.
"""

import argparse
import sys

import torch
from numpy_mnist import mnist_sample
from torch import nn

import alphascope


def lenet5() -> nn.Module:
    """[n, 1, 28, 28] → [n, 10], after LeCun et al. (1998), with ReLU."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),  # [n, 6, 28, 28]
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),  # [n, 16, 10, 10]
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(0)
    images, digits = mnist_sample()
    x = torch.from_numpy(images).reshape(-1, 1, 28, 28)
    y = torch.from_numpy(digits.astype('int64'))

    model = lenet5()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    criterion = nn.CrossEntropyLoss()

    with alphascope.watch(
        model, optimizer, criterion, run=options.run, data_dir=options.data_dir, kafka=options.kafka
    ):
        for step in range(options.steps):
            drawn = torch.randint(len(x), (64,))
            optimizer.zero_grad()
            loss = criterion(model(x[drawn]), y[drawn])
            loss.backward()
            optimizer.step()
            if step % 50 == 0:
                print(f'step {step}: loss {loss.item():.3f}')


def show(options: argparse.Namespace) -> None:
    """The first rows of α*, once everything is observed."""
    if options.kafka:
        print(f'run {options.run}: α* is on the page of the system that reads this broker')
        return
    client = alphascope.Client(options.data_dir)
    rows = client.observations(options.run)
    columns = ['step', 'curvature', 'loss_before', 'alpha_star', 'status']
    print(rows[columns].head(6).to_string(index=False))
    print(f'run {options.run}, {len(rows)} rows: {client.url}')


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains LeNet-5; Alphascope watches every step.')
    parser.add_argument('--run', required=True, help='its name in Alphascope')
    parser.add_argument('--data-dir', help='of the system that is up; if left out, ~/.alphascope')
    parser.add_argument(
        '--kafka', metavar='FILE', help="properties of librdkafka, for another system's broker"
    )
    parser.add_argument('--steps', type=int, default=200)
    options = parser.parse_args()
    try:
        train(options)
        show(options)
    except alphascope.AlphascopeError as e:
        sys.exit(f'lenet_mnist.py: {e}')


if __name__ == '__main__':
    main()
