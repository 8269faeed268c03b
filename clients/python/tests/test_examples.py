"""The examples run as they stand."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import ROOT

from alphascope.connection import kafka_properties

EXAMPLES = ROOT / 'clients/python/examples'


def run_example(system, name, *options):
    """Its standard output; its run is named as the example is."""
    run = f'{name}-{system.unique()}'
    done = subprocess.run(
        [sys.executable, EXAMPLES / f'{name}.py', '--run', run, '--data-dir', system.data_dir, *options],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return run, done.stdout


@pytest.mark.parametrize('name', ['lenet_mnist', 'small_gpt', 'lightning_mnist', 'huggingface_gpt'])
def test_a_script_publishes_its_steps_and_shows_what_was_observed(system, name):
    run, out = run_example(system, name, '--steps', '3')
    rows = system.observations(run)
    assert {row['step'] for row in rows} == {'0', '1', '2'}
    assert {row['curvature'] for row in rows} >= {'hessian', 'ggn'}
    for row in rows:
        if row['slope_published']:
            assert float(row['slope_published']) == pytest.approx(
                float(row['slope']), rel=1e-3, abs=1e-9
            )
    assert 'alpha_star' in out
    assert f'run {run}, {len(rows)} rows: {system.client.url}' in out


def test_a_script_needs_no_page_where_it_is_told_a_broker(system, tmp_path):
    file = tmp_path / 'kafka.properties'
    properties = kafka_properties(system.data_dir)
    file.write_text(''.join(f'{name}={value}\n' for name, value in properties.items()))
    run, out = run_example(system, 'lenet_mnist', '--steps', '1', '--kafka', file)
    assert len(system.steps(run)) == 1
    assert 'on the page of the system that reads this broker' in out


def test_a_script_says_in_a_line_that_no_system_is_up(tmp_path):
    done = subprocess.run(
        [sys.executable, EXAMPLES / 'small_gpt.py', '--run', 'r', '--data-dir', tmp_path],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 1
    assert done.stderr.startswith('small_gpt.py: no system is up on')
    assert 'Traceback' not in done.stderr


def test_the_notebook(system, monkeypatch, capsys):
    run = f'notebook-{system.unique()}'
    monkeypatch.setenv('NOTEBOOK_RUN', run)
    monkeypatch.setenv('NOTEBOOK_DATA_DIR', str(system.data_dir))
    monkeypatch.setenv('NOTEBOOK_EPOCHS', '2')
    monkeypatch.setenv('NOTEBOOK_STEPS', '3')
    monkeypatch.setenv('MPLBACKEND', 'agg')
    monkeypatch.chdir(EXAMPLES)
    notebook = json.loads((EXAMPLES / 'notebook.ipynb').read_text('utf-8'))
    assert notebook['nbformat'] == 4
    cells = [''.join(cell['source']) for cell in notebook['cells'] if cell['cell_type'] == 'code']
    names: dict[str, object] = {'__name__': '__main__'}
    for number, cell in enumerate(cells, 1):
        exec(compile(cell, f'notebook.ipynb, cell {number}', 'exec'), names)
    rows = system.observations(run)
    assert {row['step'] for row in rows} == {str(step) for step in range(6)}
    assert {row['epoch'] for row in rows} == {'1', '2'}
    out = capsys.readouterr().out
    assert 'epoch 2, batch 0: loss' in out
    assert 'of the test images right' in out
    assert f'all of it: {system.client.url}' in out
