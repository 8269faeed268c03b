"""The optimal step size of every training step, observed away from the training loop.

Names are loaded when they are used, so that a NumPy training needs no PyTorch.
"""

from __future__ import annotations

import importlib
from importlib import metadata
from typing import TYPE_CHECKING, Any

from alphascope.errors import (
    AlphascopeError,
    Invalid,
    MissingPackage,
    NotConnected,
    NotObservable,
    NotObserved,
    NotPublished,
    NotRead,
    Refused,
    TimedOut,
)

if TYPE_CHECKING:
    from alphascope.client import Client
    from alphascope.measuring import ObservationPublisher, publish_observation
    from alphascope.observer import Observer
    from alphascope.publishing import Summary
    from alphascope.pytorch import Watch, watch

__version__ = metadata.version('alphascope')

_PLACES = {
    'Client': 'alphascope.client',
    'ObservationPublisher': 'alphascope.measuring',
    'Observer': 'alphascope.observer',
    'Summary': 'alphascope.publishing',
    'Watch': 'alphascope.pytorch',
    'publish_observation': 'alphascope.measuring',
    'watch': 'alphascope.pytorch',
}

_MODULES = 'huggingface', 'lightning'

__all__ = [
    'AlphascopeError',
    'Client',
    'Invalid',
    'MissingPackage',
    'NotConnected',
    'NotObservable',
    'NotObserved',
    'NotPublished',
    'NotRead',
    'ObservationPublisher',
    'Observer',
    'Refused',
    'Summary',
    'TimedOut',
    'Watch',
    'publish_observation',
    'watch',
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f'alphascope.{name}')
    if name not in _PLACES:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    try:
        module = importlib.import_module(_PLACES[name])
    except ImportError as e:
        raise ImportError(
            f"alphascope.{name} needs {e.name}, which is not installed: pip install 'alphascope[torch]'"
        ) from e
    return getattr(module, name)
