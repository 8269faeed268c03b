#!/usr/bin/env python3
"""Trains a perceptron with Lightning; Alphascope's callback watches every step.

    ./lightning_mnist.py --run lightning-1

on the sample of MNIST that Alphascope has. Needs pip install 'alphascope[torch,lightning,pandas]'.
"""

import argparse
import sys

import lightning
import torch
from numpy_mnist import mnist_sample
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import alphascope
from alphascope.lightning import AlphascopeCallback


class Perceptron(lightning.LightningModule):
    """784-128-10, ReLU."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))

    def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], index: int) -> torch.Tensor:
        x, y = batch
        return nn.functional.cross_entropy(self.net(x), y)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.05)


def train(options: argparse.Namespace) -> None:
    lightning.seed_everything(0, verbose=False)
    images, digits = mnist_sample()
    data = TensorDataset(torch.from_numpy(images), torch.from_numpy(digits.astype('int64')))
    trainer = lightning.Trainer(
        max_epochs=1,
        limit_train_batches=options.steps,
        accelerator='cpu',
        gradient_clip_val=1.0,
        callbacks=[AlphascopeCallback(options.run, data_dir=options.data_dir, kafka=options.kafka)],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Perceptron(), DataLoader(data, 64, shuffle=True))


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
    parser = argparse.ArgumentParser(description='Trains with Lightning; Alphascope watches every step.')
    parser.add_argument('--run', required=True, help='its name in Alphascope')
    parser.add_argument('--data-dir', help='of the system that is up; if left out, ~/.alphascope')
    parser.add_argument(
        '--kafka', metavar='FILE', help="properties of librdkafka, for another system's broker"
    )
    parser.add_argument('--steps', type=int, default=100, help='at most: one epoch is trained')
    options = parser.parse_args()
    try:
        train(options)
        show(options)
    except alphascope.AlphascopeError as e:
        sys.exit(f'lightning_mnist.py: {e}')


if __name__ == '__main__':
    main()
