"""Waits until what was published has been observed."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alphascope import series
from alphascope.errors import NotConnected, NotObserved, Refused, TimedOut
from alphascope.progress import Progress
from alphascope.rest import Asked, Query, Rest, path

POLL_S = 0.5
_REPORT_S = 12.0  # a run that trains reports at least every ten
_LONGEST_AWAY_S = 60.0  # whatever supervises a service starts it again


def until_observed(rest: Rest, run: str, timeout: float | None = None) -> None:
    """Returns when every step of a run that has been published until now is in the database, has
    become a dead letter, or is lost.

    That is certain once nothing at all waits in the stream; and, beside other trainings, once as
    many steps are observed as the run's record counts. A run that is not known may be on its way.
    Warns of steps that have no observation. Raises TimedOut after timeout seconds.
    """
    asked = _Patient(rest, timeout, f'not every step of run {run} is observed')
    goal: _Goal | None = None
    is_fresh = False  # what runs had reported before this call is stored
    is_stored = False  # what had been observed before, by others too
    with Progress(f'observing {run}') as progress:
        while True:
            status = asked.get('/api/status')
            is_fresh = is_fresh or status['runs_lag'] == 0
            is_stored = is_stored or status['observations_lag'] == 0
            view = _run_if_known(asked, run)
            if nothing_lags(status):  # asked before the run: what is stored by then is in it
                break
            if view is not None and is_fresh:
                goal = _Goal.of(view, _expected(asked, view)) if goal is None else goal.next(view)
                is_certain = goal.is_certain and is_stored
                if (is_certain or asked.seconds() > _REPORT_S) and goal.is_reached(asked, view):
                    break
            observed = 0 if view is None else view['steps']['observed']
            published = None if goal is None else goal.published
            progress.show(observed, published, '; '.join(status['waiting_for'] or []))
            asked.pause()
    if view is not None:
        _warn_of_missing(asked, view)


def until_summarised(
    rest: Rest, run: str, curvatures: Sequence[str], window: int, timeout: float | None = None
) -> None:
    """Returns when the last observed step under each curvature has its rolling statistics.

    Raises TimedOut after timeout seconds.
    """
    asked = _Patient(rest, timeout, f'run {run} lacks rolling statistics')
    with Progress(f'summarising {run}') as progress:
        for name in curvatures:
            last = series.last_step(asked, 'observations', run, name)
            while last is not None:
                summarised = series.last_step(asked, 'statistics', run, name, window=window)
                if summarised is not None and summarised >= last:
                    break
                progress.show(0 if summarised is None else summarised + 1, last + 1)
                asked.pause()


def until_replayed(rest: Rest, replay: dict[str, Any]) -> dict[str, Any]:
    """The replay when it has ended, and the database has its rows.

    Warns of steps that it could not observe. Raises NotObserved if it failed or was cancelled.
    """
    asked = _Patient(rest)
    address = path('replays', replay['replay'])
    with Progress(f'replaying {replay["run"] or "all runs"}') as progress:
        while (replay := asked.get(address))['state'] == 'running':
            progress.show(replay['steps_observed'], replay['steps_published'])
            asked.pause()
        while asked.get('/api/status')['observations_lag'] != 0:
            progress.show(replay['steps_observed'], replay['steps_found'], 'storing rows')
            asked.pause()
    if replay['state'] != 'completed':
        reason = replay['message'] or 'it gives no reason'
        raise NotObserved(f'replay {replay["replay"]} is {replay["state"]}: {reason}')
    _warn_of_replay(replay)
    return replay


def nothing_lags(status: dict[str, Any]) -> bool:
    """Whether every published step is dealt with, and every observation stored."""
    lags = status['steps_lag'], status['observations_lag'], status['runs_lag']
    return all(lag == 0 for lag in lags)


class _Patient:
    """Asks a system again that is away for a while, but not one that has never answered."""

    def __init__(self, rest: Rest, timeout: float | None = None, what: str = '') -> None:
        """timeout: in seconds, after which TimedOut is raised; what: is the case then."""
        self._rest = rest
        self._what = what
        self._timeout = timeout
        self._begin = time.monotonic()
        self._answered: float | None = None

    def get(self, path: str, query: Query | None = None) -> Any:
        while True:
            try:
                answer = self._rest.get(path, query)
            except NotConnected:
                since = self._answered
                if since is None or time.monotonic() - since > _LONGEST_AWAY_S:
                    raise
            else:
                self._answered = time.monotonic()
                return answer
            self.pause()

    def seconds(self) -> float:
        """Since the first question."""
        return time.monotonic() - self._begin

    def pause(self) -> None:
        """Until the next question."""
        if self._timeout is not None and self.seconds() > self._timeout:
            raise TimedOut(
                f'{self._what} after {self._timeout:g} s: wait longer with timeout, or take what is'
                ' there with wait=False; ./alphascope status says what the system does'
            )
        time.sleep(POLL_S)


def _run_if_known(asked: Asked, run: str) -> dict[str, Any] | None:
    """None: no such run, or not yet."""
    try:
        view: dict[str, Any] = asked.get(path('runs', run))
    except Refused:
        return None
    return view


@dataclass(frozen=True)
class _Goal:
    """What a run had published when it last reported."""

    published: int | None
    """None: the run does not say."""
    last: int | None
    """The last of these steps; None: all that there will be."""
    curvatures: list[str]
    is_certain: bool
    """Whether it reported since one began to wait, or has ended."""

    @staticmethod
    def of(view: dict[str, Any], curvatures: list[str], is_certain: bool = False) -> _Goal:
        if view['state'] != 'running':
            return _Goal(view['steps_published'], None, curvatures, True)
        return _Goal(view['steps_published'], view['last_published_step'], curvatures, is_certain)

    def next(self, view: dict[str, Any]) -> _Goal:
        """The goal by a newer report; that of a run that goes on stays where it is certain."""
        if view['state'] == 'running' and (self.is_certain or view['steps_published'] == self.published):
            return self
        return self.of(view, self.curvatures, is_certain=True)

    def is_reached(self, asked: Asked, view: dict[str, Any]) -> bool:
        if self.published is None:
            return False
        wanted = self.published - view['dead_letters']
        observed = {row['curvature']: row['observed'] for row in view['curvatures']}
        last = self.last
        return all(observed.get(name, 0) >= wanted for name in self.curvatures) and (
            last is None
            or all(series.count(asked, view['run'], name, last) >= wanted for name in self.curvatures)
        )


def curvatures(asked: Asked, view: dict[str, Any]) -> list[str]:
    """All that a run has rows of, by its summary, or should have."""
    known = [row['curvature'] for row in view['curvatures']]
    return list(dict.fromkeys([*known, *_expected(asked, view)]))


def _expected(rest: Asked, view: dict[str, Any]) -> list[str]:
    """The curvatures that a run is observed under: those it names, or the service's own choice as
    far as they exist for it."""
    specification = view['specification']
    named: list[str] = specification['curvatures']
    if named:
        return named
    without_data_set = not specification['dataset']
    is_its_own_loss = specification['loss'] == 'graph'
    return [
        name
        for name in rest.get('/api/curvatures')['defaults']
        if not (without_data_set and '@' in name)
        and not (is_its_own_loss and not name.startswith('hessian'))
    ]


def _warn_of_missing(asked: Asked, view: dict[str, Any]) -> None:
    if view['dead_letters']:
        _warn(
            f'{view["dead_letters"]} steps of run {view["run"]} could not be observed: '
            + _counted(view['dead_letter_reasons'])
        )
    published = view['steps_published']
    if published is not None and view['state'] != 'running':
        missing = published - view['steps']['observed'] - view['dead_letters']
        if missing > 0:  # or the summary is older than the rows
            counts = (series.count(asked, view['run'], name) for name in curvatures(asked, view))
            missing = published - max(counts, default=0) - view['dead_letters']
        if missing > 0:
            _warn(
                f'{missing} of {published} published steps of run {view["run"]} have no'
                ' observation, and nothing is left to do: the stream deleted them before they were'
                ' read'
            )


def _warn_of_replay(replay: dict[str, Any]) -> None:
    if replay['steps_found'] == 0:
        _warn(f'replay {replay["replay"]} found none of its steps in the stream')
    if replay['steps_dead_lettered']:
        _warn(
            f'{replay["steps_dead_lettered"]} steps could not be observed: '
            + _counted(replay['dead_letter_reasons'])
        )
    if replay['observations_refused']:
        _warn(
            f'{replay["observations_refused"]} observations were refused: '
            + _counted(replay['refusal_reasons'])
        )


def _counted(reasons: list[dict[str, Any]]) -> str:
    return '; '.join(f'{reason["count"]} × {reason["reason"]}' for reason in reasons)


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=5)
