"""Packages that only some parts of this one need."""

from __future__ import annotations

import importlib
from typing import Any

from alphascope.errors import MissingPackage


def needed(module: str, extra: str, what: str) -> Any:
    """The module. Raises MissingPackage with the line that installs it.

    extra: of this package, which brings the module; what: needs it, at the start of a sentence.
    """
    try:
        return importlib.import_module(module)
    except ImportError as e:
        raise MissingPackage(
            f"{what} needs {module.split('.')[0]} ({e}): pip install 'alphascope[{extra}]'"
        ) from e
