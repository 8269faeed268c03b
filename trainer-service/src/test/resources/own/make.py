#!/usr/bin/env python3
"""Writes the two data sets beside it, with NumPy: OwnDatasetTest and RunPlannerTest know them."""

import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
random = np.random.default_rng(1)

# Images of three channels and three classes, without a test set.
np.save(FOLDER / 'tulips/train-inputs.npy', random.integers(0, 256, (600, 3, 2, 2), dtype=np.uint8))
np.save(FOLDER / 'tulips/train-targets.npy', random.integers(0, 3, 600))
(FOLDER / 'tulips/dataset.json').write_text(
    '{"mean": [0.5, 0.4, 0.3], "standard_deviation": [0.25, 0.2, 0.1],\n'
    ' "classes": ["red", "yellow", "white"]}\n')

# Three numbers, each linear in two inputs.
weight, bias = np.array([[1, -2], [0.5, 3], [-1, 0]]), np.array([0.25, -1, 2])
for split, n in {'train': 600, 'test': 100}.items():
    inputs = random.uniform(-1, 1, (n, 2))
    np.save(FOLDER / f'waves/{split}-inputs.npy', inputs.astype(np.float32))
    np.save(FOLDER / f'waves/{split}-targets.npy', (inputs @ weight.T + bias).astype(np.float32))
