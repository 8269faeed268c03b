"""Observations as TensorBoard's event files."""

from __future__ import annotations

import datetime
import os
import pathlib
from collections.abc import Iterable
from typing import Any

from alphascope.measuring import QUANTITIES
from alphascope.optional_packages import needed

_SUFFIX = '.alphascope'


def write(rows: Iterable[dict[str, Any]], folder: str | os.PathLike[str]) -> None:
    """Writes a scalar for every number of every row, tagged quantity/curvature, at the row's step
    and time. Replaces what was written into the folder before.

    rows: of observations, with run and curvature. TensorBoard keeps float32, so larger numbers
    become infinite. Raises MissingPackage.
    """
    writers = needed('tensorboard.summary.writer.event_file_writer', 'tensorboard', 'An event file')
    target = pathlib.Path(folder)
    before = list(target.glob(f'*{_SUFFIX}'))
    writer = writers.EventFileWriter(os.fspath(target), filename_suffix=_SUFFIX)
    try:
        for row in rows:
            writer.add_event(_event(row))
    finally:
        writer.close()
    for file in before:
        file.unlink()


def _event(row: dict[str, Any]) -> Any:
    event_pb2 = needed('tensorboard.compat.proto.event_pb2', 'tensorboard', 'An event file')
    event = event_pb2.Event(step=row['step'], wall_time=_seconds(row['time']))
    for name in (*QUANTITIES, 'learning_rate'):
        if row.get(name) is not None:
            event.summary.value.add(tag=f'{name}/{row["curvature"]}', simple_value=row[name])
    return event


def _seconds(time: str | None) -> float:
    """Since 1970; 0 if it is not known."""
    if time is None:
        return 0.0
    # Python 3.10 reads neither Z nor nanoseconds.
    whole, _, fraction = time.removesuffix('Z').partition('.')
    moment = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp() + float(f'0.{fraction or 0}')
