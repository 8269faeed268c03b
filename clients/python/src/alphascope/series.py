"""The rows of a run under one curvature, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alphascope.rest import Asked, path

Row = dict[str, Any]

_PAGE_STEPS = 5_000
_MOST_POINTS = 100_000


def rows(
    rest: Asked,
    what: str,
    run: str,
    curvature: str,
    first: int | None = None,
    last: int | None = None,
    **query: object,
) -> Iterator[Row]:
    """Every row between two steps, both included, by step; none is summarised.

    what: 'observations' or 'statistics'; query: further parameters of it.
    """
    address = path('runs', run, what)
    query = {'curvature': curvature, **query}
    start, end = _found(rest, address, query, first, last)
    while start is not None and end is not None and start <= end:
        page_end = min(start + _PAGE_STEPS - 1, end)
        bounds = {'from': start, 'to': page_end, 'points': _MOST_POINTS}
        page = rest.get(address, {**query, **bounds})[what]
        if page:
            for row in page:
                yield {name: _number(value) for name, value in row.items()}
            start = page_end + 1
        else:  # far apart
            start, end = _found(rest, address, query, start, end)


def count(rest: Asked, run: str, curvature: str, last: int | None = None) -> int:
    """Observations up to a step, itself included; None: all. A run's own summary may be older."""
    query = {'curvature': curvature, **({} if last is None else {'to': last}), 'points': 1}
    return int(rest.get(path('runs', run, 'observations'), query)['rows'])


def last_step(rest: Asked, what: str, run: str, curvature: str, **query: object) -> int | None:
    """The last step that has a row; None if there is none."""
    return _found(rest, path('runs', run, what), {'curvature': curvature, **query}, None, None)[1]


def _found(
    rest: Asked, address: str, query: Row, first: int | None, last: int | None
) -> tuple[int | None, int | None]:
    """The first and the last step that have a row; None if there is none."""
    bounds = {'from': first, 'to': last, 'points': 1}
    asked = {**query, **{name: bound for name, bound in bounds.items() if bound is not None}}
    answer = rest.get(address, asked)
    return answer['from'], answer['to']


def _number(value: object) -> object:
    """JSON has no numbers for these."""
    return float(value) if value in ('NaN', 'Infinity', '-Infinity') else value
