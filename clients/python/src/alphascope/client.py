"""A client of a system: what was observed, and requests to it."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from alphascope import following, frames, series, tensorboard_files
from alphascope.connection import Kafka
from alphascope.errors import NotConnected
from alphascope.reading import StepReader, refuse
from alphascope.reading.records import OnFault
from alphascope.rest import listed, path, system
from alphascope.step_ranges import Steps, first_and_last
from alphascope.waiting import until_observed, until_replayed, until_summarised

if TYPE_CHECKING:
    import pandas


class Client:
    """Asks one system.

        client = alphascope.Client()
        client.observations('numpy-1', 'hessian')['alpha_star'].median()

    Every method raises NotConnected if the system is away, and Refused, with the system's own
    words, if it refuses; so it does where there is no run of that name.
    """

    def __init__(
        self,
        url_or_data_folder: str | os.PathLike[str] | None = None,
        token: str | None = None,
        *,
        ca_file: str | os.PathLike[str] | None = None,
    ) -> None:
        """
        url_or_data_folder: the system's address, http://127.0.0.1:8080, or the data folder of one
        that is up on this machine; None: that of the command line, ~/.alphascope.
        token: what the system wants of those who change something; None: that of the data folder,
        or, for an address, of the environment variable ALPHASCOPE_TOKEN.
        ca_file: PEM of the authorities that vouch for an address of https; None: the machine's own.
        """
        named = url_or_data_folder
        self._data_dir = None if isinstance(named, str) and '://' in named else named
        self._is_local = named is None or self._data_dir is not None
        self._rest = system(named, token, ca_file)

    @property
    def url(self) -> str:
        """Of the page."""
        return self._rest.url

    def runs(self) -> pandas.DataFrame:
        """All runs, the newest first: a row each, without what run() has in lists."""
        return frames.runs(self._rest.get('/api/runs')['runs'])

    def run(self, name: str) -> dict[str, Any]:
        """A run: its state, specification and counts, and a summary of every curvature.

        What is unknown is None, as are the counts of a foreign run.
        """
        found: dict[str, Any] = self._rest.get(path('runs', name))
        return found

    def observations(
        self,
        run: str,
        curvature: str | Sequence[str] | None = None,
        steps: Steps | None = None,
        *,
        wait: bool = True,
        timeout: float | None = None,
    ) -> pandas.DataFrame:
        """What was observed: a row for each step and curvature, with the columns of the export.

        curvature: one or several; None: all.
        steps: (first, last), both included, range(first, end) or 'A..B'; None: all.
        wait: first until every step that has been published until now is observed, a dead letter
        or lost; steps without an observation are told by a warning.
        timeout: in seconds; then TimedOut is raised.

        Numbers are float64, NaN where there is none; step, epoch and batch_size Int64, names
        string.
        """
        first, last = first_and_last(steps)
        if wait:
            until_observed(self._rest, run, timeout)
        query: dict[str, object] = {'format': 'csv'}
        if curvature is not None:
            query['curvature'] = ','.join(listed(curvature))
        with self._rest.open(path('runs', run, 'export'), query) as export:
            return frames.observations(export, first, last)

    def statistics(
        self,
        run: str,
        curvature: str | Sequence[str] | None = None,
        window: int = 100,
        steps: Steps | None = None,
        *,
        wait: bool = True,
        timeout: float | None = None,
    ) -> pandas.DataFrame:
        """Rolling statistics: a row for each step and curvature.

        window: 20, 100 or 500 observed steps. curvature, steps, timeout: as for observations().
        wait: as for observations(), and until the last observed step has its statistics.
        """
        first, last = first_and_last(steps)
        if wait:
            until_observed(self._rest, run, timeout)
        names = self._curvatures(run, curvature)
        if wait:
            until_summarised(self._rest, run, names, window, timeout)
        return frames.statistics(
            row
            for name in names
            for row in series.rows(self._rest, 'statistics', run, name, first, last, window=window)
        )

    def replay(
        self,
        run: str | None,
        curvature: str | Sequence[str],
        steps: Steps | None = None,
        observables: str | Sequence[str] | None = None,
        *,
        wait: bool = True,
    ) -> dict[str, Any]:
        """Observes steps again, under other curvatures, as far as the stream still has them.

        run: None: all runs. observables: 'trace@50'; None: what each step's run asks for.
        wait: until the database has the rows; steps that could not be observed are told by a
        warning. Interrupting the wait leaves the replay running.

        Returns the replay as GET /api/replays/{replay} has it. Raises NotObserved if it failed or
        was cancelled.
        """
        first, last = first_and_last(steps)
        request = {
            'run': 'all' if run is None else run,
            'curvatures': listed(curvature),
            'observables': listed(observables),
            'first_step': first,
            'last_step': last,
        }
        replay: dict[str, Any] = self._rest.post('/api/replays', request)
        return until_replayed(self._rest, replay) if wait else replay

    def follow(
        self,
        run: str,
        curvature: str | Sequence[str] | None = None,
        *,
        idle: float | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Rows of observations, from the first step on and then as they are stored, each once.

        They hardly ever come out of order by more than what is computed at once. Ends when the run
        has ended and all of it is observed. Nobody knows the end of a foreign run: with idle, it
        ends after so many seconds without a row.
        """
        return following.follow(self._rest, run, listed(curvature), idle)

    def steps(
        self, run: str | None = None, *, kafka: Kafka | None = None, on_fault: OnFault = refuse
    ) -> StepReader:
        """The steps themselves, as far as the stream still has them.

        kafka: the broker of a system that was named by its address.
        """
        if kafka is None and not self._is_local:
            raise NotConnected(
                f'{self.url} does not say where its broker is: name it with kafka, as a dictionary'
                " of librdkafka's properties or a file of them"
            )
        return StepReader(run, data_dir=self._data_dir, kafka=kafka, on_fault=on_fault)

    def to_tensorboard(
        self,
        run: str,
        logdir: str | os.PathLike[str],
        curvature: str | Sequence[str] | None = None,
        *,
        wait: bool = True,
        timeout: float | None = None,
    ) -> pathlib.Path:
        """Writes every observed number as a scalar, alpha_star/hessian, into the folder of the run
        in logdir, and returns this folder. A second call replaces what the first has written.

        wait, timeout: as for observations().
        """
        if wait:
            until_observed(self._rest, run, timeout)
        folder = pathlib.Path(logdir) / run
        tensorboard_files.write(
            (
                {'curvature': name, **row}
                for name in self._curvatures(run, curvature)
                for row in series.rows(self._rest, 'observations', run, name)
            ),
            folder,
        )
        return folder

    def stop(self, run: str) -> None:
        """Ends a run of the system's trainer after the step that it is taking."""
        self._rest.post(path('runs', run, 'stop'))

    def delete(self, run: str) -> None:
        """Deletes a run that has ended, permanently."""
        self._rest.delete('/api/runs', {'run': run})

    def _curvatures(self, run: str, chosen: str | Sequence[str] | None) -> list[str]:
        """Those that were chosen, or all that the run was observed under."""
        return listed(chosen) or [row['curvature'] for row in self.run(run)['curvatures']]
