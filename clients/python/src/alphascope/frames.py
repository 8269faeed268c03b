"""Rows as pandas data frames."""

from __future__ import annotations

import collections
import http.client
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from alphascope.errors import NotConnected
from alphascope.events.events_pb2 import RollingStatistics
from alphascope.optional_packages import needed

if TYPE_CHECKING:
    import pandas

_TYPES = collections.defaultdict(
    lambda: 'float64',
    {
        **dict.fromkeys(('run', 'curvature', 'status'), 'string'),
        **dict.fromkeys(('step', 'epoch', 'batch_size'), 'Int64'),
        **dict.fromkeys(('window_steps', 'count', 'alpha_star_count'), 'Int64'),
    },
)
"""Of columns, by their names."""
_ABSENT = {'string': [''], 'Int64': [''], 'float64': ['', 'NaN']}
"""What stands for no value, by type."""

_ROWS_AT_ONCE = 50_000

STATISTICS = [
    {'window': 'window_steps'}.get(field.name, field.name)
    for field in RollingStatistics.DESCRIPTOR.fields
]
"""Names of the columns of rolling statistics."""


def observations(
    export: IO[bytes], first: int | None = None, last: int | None = None
) -> pandas.DataFrame:
    """The rows of an export in CSV between two steps, with its columns, in its order.

    Absent numbers are NaN in float64, and NA in Int64. Raises NotConnected if the export breaks
    off.
    """
    pandas = needed('pandas', 'pandas', 'A data frame')
    try:
        columns = export.readline().decode().rstrip().split(',')
        parts = [
            part[_between(part['step'], first, last)]
            for part in pandas.read_csv(
                export,
                names=columns,
                dtype=_TYPES,
                keep_default_na=False,  # a run may be called NA
                na_values={name: _ABSENT[_TYPES[name]] for name in columns},
                float_precision='round_trip',
                chunksize=_ROWS_AT_ONCE,
            )
        ]
    except (OSError, http.client.HTTPException) as e:
        raise NotConnected(f'the export broke off ({e!r}): ask again') from e
    return pandas.concat(parts, ignore_index=True)


def runs(views: list[dict[str, Any]]) -> pandas.DataFrame:
    """Runs, a row each: what is within another is named after it, ``optimizer_learning_rate``; that
    of the specification has its own name.
    """
    pandas = needed('pandas', 'pandas', 'A data frame')
    frame = pandas.json_normalize(views, sep='_')
    if frame.empty:
        return pandas.DataFrame(columns=['run'])
    lists = [name for name in frame if frame[name].map(lambda value: isinstance(value, list)).any()]
    frame = frame.drop(columns=lists)
    frame = frame.rename(columns=lambda name: name.removeprefix('specification_'))
    for name in 'started', 'ended':
        if name in frame:
            frame[name] = pandas.to_datetime(frame[name], utc=True, format='ISO8601')
    return frame


def statistics(rows: Iterable[dict[str, Any]]) -> pandas.DataFrame:
    """Rolling statistics, a row each."""
    pandas = needed('pandas', 'pandas', 'A data frame')
    frame = pandas.DataFrame.from_records(list(rows), columns=STATISTICS)
    return frame.astype({name: _TYPES[name] for name in STATISTICS})


def _between(steps: Any, first: int | None, last: int | None) -> Any:
    chosen = steps.notna()
    if first is not None:
        chosen &= steps >= first
    if last is not None:
        chosen &= steps <= last
    return chosen
