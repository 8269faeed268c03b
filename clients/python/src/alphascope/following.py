"""The rows of a run as they are stored."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from alphascope import series, waiting
from alphascope.rest import Rest, path

_POLL_S = 1.0
_STEPS_BACK = 256
"""So far back rows are looked for first that come out of order."""


def follow(rest: Rest, run: str, curvatures: Sequence[str], idle: float | None) -> Iterator[series.Row]:
    """Rows of observations, each once; ends when the run has ended and all of it is observed.

    idle: end, too, after so many seconds without a row while nothing waits in the stream.
    """
    seen: dict[str, set[int]] = {}
    last_row = time.monotonic()
    while True:
        is_quiet = waiting.nothing_lags(rest.get('/api/status'))  # asked before the rows
        view = rest.get(path('runs', run))
        has_ended = view['state'] not in ('running', 'foreign')
        is_idle = idle is not None and time.monotonic() - last_row > idle
        is_last = is_quiet and (has_ended or is_idle)
        observed = {row['curvature']: row['observed'] for row in view['curvatures']}
        if is_last:  # the summary may be older than the rows
            names = {*curvatures, *waiting.curvatures(rest, view)}
            observed = {name: series.count(rest, run, name) for name in names}
        for name, count in observed.items():
            if curvatures and name not in curvatures:
                continue
            for row in _unseen(rest, run, name, count, seen.setdefault(name, set())):
                last_row = time.monotonic()
                yield row
        if is_last:
            return
        time.sleep(_POLL_S)


def _unseen(rest: Rest, run: str, curvature: str, observed: int, seen: set[int]) -> Iterator[series.Row]:
    """Those rows that are not seen yet; from the first step, if they are not among the last."""
    start = max(0, max(seen, default=0) - _STEPS_BACK)
    for first in [start, 0] if start else [0]:
        if len(seen) >= observed:
            return
        for row in series.rows(rest, 'observations', run, curvature, first):
            if row['step'] not in seen:
                seen.add(row['step'])
                yield {'run': run, 'curvature': curvature, **row}
