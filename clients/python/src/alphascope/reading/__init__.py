"""Reads the steps of trainings that Alphascope watches; docs/clients.md describes the wire.

    for step in StepReader('numpy-1'):
        step.step, step.theta0, step.theta1, step.gradient, step.batch

On the command line:

    python -m alphascope.reading --run numpy-1                            # lists its steps
    python -m alphascope.reading --run numpy-1 --steps 17..17 --save DIR  # for ./alphascope observe
"""

from alphascope.reading.folders import save
from alphascope.reading.records import Fault, Step, refuse, sgd, steps
from alphascope.reading.topic import StepReader

__all__ = ['Fault', 'Step', 'StepReader', 'refuse', 'save', 'sgd', 'steps']
