"""The optimal step size of every training step, observed away from the training loop."""

from importlib import metadata

from alphascope.client import Client
from alphascope.measuring import ObservationPublisher, publish_observation

__version__ = metadata.version('alphascope')

__all__ = ['Client', 'ObservationPublisher', 'publish_observation']
