"""Shows how far something is that is waited for."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

_LINE_EVERY_S = 5.0


class Progress:
    """A bar, where tqdm is installed and standard error is a terminal; else a line now and then.

    Nothing is shown of what has ended before the first line is due.
    """

    def __init__(self, label: str) -> None:
        """label: what is waited for, 'observing numpy-1'."""
        self._label = label
        self._bar: Any = None
        self._bars: Any = _tqdm() if sys.stderr.isatty() else None
        self._last_line = time.monotonic()

    def show(self, done: int, total: int | None, note: str = '') -> None:
        """done, of total; None: not known. note: what keeps it waiting."""
        if self._bars is not None:
            self._show_bar(done, total, note)
        elif time.monotonic() - self._last_line >= _LINE_EVERY_S:
            self._last_line = time.monotonic()
            of = '' if total is None else f' of {total}'
            print(
                f'alphascope: {self._label}: {done}{of} steps' + (f'; {note}' if note else ''),
                file=sys.stderr,
                flush=True,
            )

    def _show_bar(self, done: int, total: int | None, note: str) -> None:
        if self._bar is None:
            self._bar = self._bars(desc=self._label, unit='step', leave=False, file=sys.stderr)
        self._bar.total = total
        self._bar.n = done
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.refresh()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def _tqdm() -> Any:
    try:
        from tqdm import tqdm
    except ImportError:
        return None
    return tqdm
