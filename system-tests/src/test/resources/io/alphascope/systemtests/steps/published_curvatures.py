"""Slope and curvature of a run's published steps, for comparison with what was observed.

From forward passes in float64 alone, so that nothing is shared with what is tested: with
phi(alpha) = L(theta0 + alpha d), phi' is a complex step (Squire & Trapp 1998, exact to rounding),
phi'' a central difference of it. ReLU networks, cross entropy, mean over the batch, classes.

Arguments: run, data folder, number of steps. Prints {step: {"slope", "hessian", "ggn"}} as JSON.
"""

import json
import sys
import time

import numpy as np
from alphascope.reading import StepReader

COMPLEX_STEP = 1e-30
DIFFERENCE = 1e-6
PATIENCE_S = 60


def steps_of(run, data_folder, count):
    deadline = time.monotonic() + PATIENCE_S
    while True:
        steps = {step.step: step for step in StepReader(run, data_dir=data_folder)}
        if len(steps) >= count:
            return steps.values()
        if time.monotonic() > deadline:
            sys.exit(f'only {len(steps)} of {count} steps came')


def outputs(step, theta):
    widths = [int(width) for width in step.specification.network.split('-')]
    x = step.batch['inputs'].astype(np.float64)
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
    targets = step.batch['targets']
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets]).mean()


def curvatures(step):
    theta0 = step.theta0.astype(np.float64)
    d = step.theta1 - theta0

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
           for step in steps_of(run, data_folder, count)}, sys.stdout)
