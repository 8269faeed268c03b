"""DistributedDataParallel: the first process publishes, with its share of the batch."""

import pathlib
import subprocess
import sys

import numpy as np
import torch

SCRIPT = pathlib.Path(__file__).with_name('distributed.py')


def test_the_first_process_publishes_its_share(system, tmp_path):
    run, store = f'distributed-{system.unique()}', tmp_path / 'store'
    processes = [
        subprocess.Popen(
            [sys.executable, SCRIPT, str(rank), '2', store, run, system.data_dir],
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert 'mean over 2 processes' in said[0]
    assert 'alphascope' not in said[1]
    steps = system.steps(run)
    inputs = torch.load(tmp_path / 'store.inputs')
    for step, x in zip(steps, inputs, strict=True):
        assert np.array_equal(step.batch['inputs'], x.numpy())
        assert step.gradient is None
    rows = system.observations(run)
    assert len(rows) == 3
    assert {row['batch_size'] for row in rows} == {'5'}
