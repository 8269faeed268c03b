"""Which steps of a run are meant."""

from __future__ import annotations

import re
from typing import Union

from alphascope.errors import Invalid

Steps = Union[range, 'tuple[int | None, int | None]', str]
"""(first, last), both included, None for no bound; a range, which leaves its end out; or A..B."""


def first_and_last(steps: Steps | None) -> tuple[int | None, int | None]:
    """Both included; None for no bound. Raises Invalid."""
    if steps is None:
        return None, None
    if isinstance(steps, range):
        if steps.step != 1 or not steps:
            raise _no_range(steps)
        return steps[0], steps[-1]
    if isinstance(steps, str):
        found = re.fullmatch(r'(\d{0,18})\.\.(\d{0,18})', steps.strip())
        if not found:
            raise _no_range(steps)
        first, last = (int(bound) if bound else None for bound in found.groups())
        return first, last
    if isinstance(steps, tuple) and len(steps) == 2:
        return steps
    raise _no_range(steps)


def _no_range(found: object) -> Invalid:
    return Invalid(
        f"{found!r} is no range of steps: expected (first, last), range(first, end) or 'A..B'"
    )
