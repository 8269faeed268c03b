"""What the tests share: above all one system, which those that ask it start once."""

import csv
import io
import itertools
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from alphascope import Client
from alphascope.connection import system_file
from alphascope.errors import NotConnected
from alphascope.waiting import until_observed

ROOT = pathlib.Path(__file__).parents[3]
PATIENCE_S = 240  # the launcher builds what is stale

sys.path.append(str(ROOT / 'clients/python/examples'))


def pytest_collection_modifyitems(items):
    for item in items:
        if 'system' in item.fixturenames:
            item.add_marker('system')


@dataclass(frozen=True)
class System:
    """A system that is up, without a training of its own."""

    data_dir: pathlib.Path
    client: Client
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def unique(self):
        """A number that no other test has."""
        return next(self._numbers)

    def observations(self, run):
        """Every row of a run as it is exported, texts by their columns; complete."""
        until_observed(self.client._rest, run)
        with self.client._rest.open(f'/api/runs/{run}/export') as export:
            return list(csv.DictReader(io.TextIOWrapper(export, 'utf-8')))

    def steps(self, run):
        """The published steps of a run by their numbers."""
        return sorted(self.client.steps(run), key=lambda step: step.step)


@pytest.fixture(scope='session')
def system(tmp_path_factory):
    """One for all tests; ALPHASCOPE_TEST_DATA_DIR names the data folder of one that is up already."""
    if running := os.environ.get('ALPHASCOPE_TEST_DATA_DIR'):
        first = int(time.time())  # names of runs that earlier tests have not taken
        yield System(pathlib.Path(running), Client(running), itertools.count(first))
        return
    folder = tmp_path_factory.mktemp('system')
    log = folder / 'up.log'
    data = folder / 'data'
    with log.open('wb') as out:
        launcher = subprocess.Popen(
            [ROOT / 'alphascope', 'up', '--no-train', '--data-dir', data],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not is_up(data):
            assert launcher.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.5)
        yield System(data, Client(data))
    finally:
        launcher.send_signal(signal.SIGTERM)
        launcher.wait(60)


def is_up(data):
    try:
        system_file(data)
    except NotConnected:
        return False
    return True


@pytest.fixture(scope='session')
def client(system):
    """Of the system."""
    return system.client


@pytest.fixture(scope='session')
def trained(system):
    """Publishes a training in NumPy: run, number of steps."""
    import numpy_mnist

    def train(run, steps):
        sys.argv = ['numpy_mnist.py', '--run', run, '--data-dir', str(system.data_dir)]
        sys.argv += ['--steps', str(steps), '--hidden', '8']
        numpy_mnist.main()

    return train
