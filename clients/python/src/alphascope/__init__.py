"""The optimal step size of every training step, observed away from the training loop."""

from importlib import metadata

__version__ = metadata.version('alphascope')
