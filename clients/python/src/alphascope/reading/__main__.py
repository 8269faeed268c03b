"""Lists the steps that are in the stream, or writes them into folders."""

from __future__ import annotations

import argparse
import pathlib
import shutil
import sys

import numpy as np

from alphascope.connection import DATA_DIR
from alphascope.errors import AlphascopeError, Invalid
from alphascope.reading import Fault, Step, StepReader, save
from alphascope.step_ranges import first_and_last

_PROGRAM = 'alphascope.reading'


class _Listing:
    """What was found: a line for each step, and how many could not be read."""

    def __init__(self, first: int, last: int, folder: pathlib.Path | None) -> None:
        self.lines: dict[tuple[str, int], str] = {}
        self.faults = 0
        self._first, self._last = first, last
        self._folder = folder

    def add(self, step: Step) -> None:
        if not self._first <= step.step <= self._last:
            return
        if self._folder:
            folder = self._folder / f'step-{step.step}'
            if (step.run, step.step) in self.lines:  # it was published again
                shutil.rmtree(folder)
            save(step, folder)
        self.lines[step.run, step.step] = _line(step)

    def add_fault(self, fault: Fault) -> None:
        if fault.step is None or self._first <= fault.step <= self._last:
            self.faults += 1
            print(f'{_PROGRAM}: {fault}', file=sys.stderr)

    def print(self, with_runs: bool) -> None:
        width = max((len(run) for run, _ in self.lines), default=0) * with_runs
        print(
            f'{"run" if with_runs else "":<{width}}    step  epoch   learning_rate'
            "             |d|             d'g"
        )
        for (run, _), line in sorted(self.lines.items()):
            print(f'{run if with_runs else "":<{width}}{line}')


def main() -> None:
    parser = _parser()
    options = parser.parse_args()
    if options.save and options.run is None:
        parser.error('--save needs --run')
    first, last = options.steps
    listing = _Listing(first, last, options.save)
    try:
        for step in StepReader(
            options.run,
            data_dir=options.data_dir,
            kafka=options.kafka_config,
            on_fault=listing.add_fault,
        ):
            listing.add(step)
    except (AlphascopeError, OSError) as e:
        sys.exit(f'{_PROGRAM}: {e}')
    listing.print(with_runs=options.run is None)
    if listing.faults:
        sys.exit(f'{_PROGRAM}: steps that cannot be read: {listing.faults}')
    if not listing.lines:
        sys.exit(f'{_PROGRAM}: the topic has no such steps')


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_PROGRAM,
        description='Lists the steps that are in the stream: number, epoch, learning rate, length'
        ' of d = theta1 - theta0, and its product with the gradient.',
    )
    parser.add_argument('--run', help='only its steps')
    parser.add_argument(
        '--steps',
        metavar='A..B',
        type=_range,
        default='..',
        help='only these, both ends included; A.. and ..B work too',
    )
    parser.add_argument(
        '--save',
        metavar='DIR',
        type=pathlib.Path,
        help='write each into a new folder in DIR, step-N, as ./alphascope observe reads it; with --run',
    )
    parser.add_argument(
        '--data-dir',
        default=DATA_DIR,
        help='of the system that `./alphascope up` has started (default: %(default)s)',
    )
    parser.add_argument(
        '--kafka-config',
        metavar='FILE',
        help="properties of librdkafka, for another system's broker",
    )
    return parser


def _range(text: str) -> tuple[int, int]:
    try:
        first, last = first_and_last(text)
    except Invalid as e:
        raise argparse.ArgumentTypeError(str(e)) from e
    return first or 0, 2**63 - 1 if last is None else last


def _line(step: Step) -> str:
    d = step.theta1.astype(np.float64) - step.theta0
    slope = None if step.gradient is None else d @ step.gradient.astype(np.float64)
    numbers = (step.learning_rate, np.linalg.norm(d), slope)
    columns = (f'{"-":>16}' if number is None else f'{number:>16.8g}' for number in numbers)
    return f'{step.step:>8}{step.epoch or "-":>7}' + ''.join(columns)


if __name__ == '__main__':
    main()
