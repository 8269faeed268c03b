"""What the tests share: above all one system, which those that ask it start once."""

import pathlib
import signal
import subprocess
import sys
import time

import pytest

from alphascope import Client
from alphascope.connection import system_file
from alphascope.errors import NotConnected

ROOT = pathlib.Path(__file__).parents[3]
PATIENCE_S = 240  # the launcher builds what is stale

sys.path.append(str(ROOT / 'clients/python/examples'))


def pytest_collection_modifyitems(items):
    for item in items:
        if 'system' in item.fixturenames:
            item.add_marker('system')
            item.add_marker(pytest.mark.timeout(PATIENCE_S + 60))


@pytest.fixture(scope='session')
def system(tmp_path_factory):
    """The data folder of a system that is up, without a training of its own."""
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
        yield data
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
    return Client(system)


@pytest.fixture(scope='session')
def trained(system):
    """Publishes a training in NumPy: run, number of steps."""
    import numpy_mnist

    def train(run, steps):
        sys.argv = ['numpy_mnist.py', '--run', run, '--data-dir', str(system)]
        sys.argv += ['--steps', str(steps), '--hidden', '8']
        numpy_mnist.main()

    return train
