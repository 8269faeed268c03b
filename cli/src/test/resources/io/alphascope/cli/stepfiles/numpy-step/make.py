#!/usr/bin/env python3
"""Writes the step beside it, with NumPy: ObserveCommandTest knows what it holds."""

import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent


def save(name, array, version=None):
    with open(FOLDER / f'{name}.npy', 'wb') as file:
        np.lib.format.write_array(file, array, version)


(FOLDER / 'step.json').write_text(
    '{"network": "2-1", "loss": "squared-error", "learning_rate": 0.1}\n', 'utf-8-sig')
save('theta0', np.array([1, 2, 0.5], dtype='<f2'))
save('theta1', np.array([0.9, 1.8, 0.45], dtype='>f8'))
save('inputs', np.array([[1, 2], [3, -1]], dtype='>f4', order='F'))
save('targets', np.array([1, 0], dtype='>f8'), (2, 0))
