"""The client against a system that is up."""

import threading
import time
import urllib.request

import numpy as np
import pandas
import pytest

from alphascope import Client
from alphascope.errors import NotConnected, Refused

STEPS = 30


@pytest.fixture(scope='module')
def run(trained):
    """A run whose steps have just been published."""
    trained('numpy', STEPS)
    return 'numpy'


def test_every_published_step_is_there_at_once(client, run):
    rows = client.observations(run)

    assert sorted(rows['step'][rows['curvature'] == 'hessian']) == list(range(STEPS))
    assert sorted(rows['step'][rows['curvature'] == 'ggn']) == list(range(STEPS))
    assert (rows['status'] == 'ok').all()


def test_observations_are_the_export_to_the_last_bit(client, run):
    rows = client.observations(run)

    with urllib.request.urlopen(f'{client.url}/api/runs/{run}/export') as answer:
        text = answer.read().decode()
    header, *lines = text.splitlines()
    assert list(rows.columns) == header.split(',')
    assert len(rows) == len(lines)
    for name, value in zip(header.split(','), lines[0].split(','), strict=True):
        found = rows[name][0]
        if value == '':
            assert pandas.isna(found), name
        else:
            assert found == type(found)(value), name


def test_columns_have_types(client, run):
    types = client.observations(run).dtypes

    assert types['step'] == types['epoch'] == types['batch_size'] == pandas.Int64Dtype()
    assert types['alpha_star'] == types['learning_rate'] == types['trace'] == np.float64
    assert isinstance(types['run'], pandas.StringDtype)
    assert isinstance(types['curvature'], pandas.StringDtype)


def test_curvatures_and_steps_are_chosen(client, run):
    rows = client.observations(run, 'ggn', steps=(5, 9))
    assert list(rows['step']) == [5, 6, 7, 8, 9]
    assert set(rows['curvature']) == {'ggn'}

    both = client.observations(run, ['ggn', 'hessian'], steps=range(28, 100), wait=False)
    assert list(both['step']) == [28, 28, 29, 29]

    none = client.observations(run, 'kfac')
    assert none.empty
    assert list(none.columns) == list(rows.columns)
    assert list(none.dtypes) == list(rows.dtypes)


def test_runs_are_listed(client, run):
    client.observations(run)  # until it is observed

    assert run in set(client.runs()['run'])
    view = client.run(run)
    assert view['specification']['network'] == '784-8-10'
    assert view['steps']['observed'] == STEPS


def test_statistics_are_those_of_the_rows(client, run):
    alpha_star = client.observations(run, 'hessian')['alpha_star']

    rows = client.statistics(run, 'hessian', window=20, steps='10..')

    assert list(rows['step']) == list(range(10, STEPS))
    last = rows.iloc[-1]
    assert (last['window_steps'], last['count']) == (20, 20)
    assert last['alpha_star_median'] == pytest.approx(alpha_star[-20:].median())
    assert set(client.statistics(run)['curvature']) >= {'ggn', 'hessian'}
    assert client.statistics(run, 'kfac').empty
    with pytest.raises(Refused, match="window is '7'"):
        client.statistics(run, window=7)


def test_a_replay_has_its_rows_when_it_returns(client, run):
    replay = client.replay(run, 'fisher-empirical', steps=(3, 12))

    assert (replay['state'], replay['steps_observed']) == ('completed', 10)
    rows = client.observations(run, 'fisher-empirical')
    assert list(rows['step']) == list(range(3, 13))


def test_a_refusal_has_the_systems_own_words(client, run):
    with pytest.raises(Refused, match="curvature: 'nonsense' is unknown"):
        client.replay(run, 'nonsense')
    for ask in client.run, client.observations, client.statistics, client.delete:
        with pytest.raises(Refused, match="there is no run 'nobodys'|no run.*nobodys"):
            ask('nobodys')


def test_what_changes_something_needs_the_token(client, run):
    with pytest.raises(Refused, match="needs the system's token"):
        Client(client.url).replay(run, 'ggn')
    with pytest.raises(Refused, match='token'):
        Client(client.url, 'wrong').replay(run, 'ggn')


def test_the_token_may_be_in_the_environment(client, run, system, monkeypatch):
    from alphascope.connection import credentials

    monkeypatch.setenv('ALPHASCOPE_TOKEN', credentials(system.data_dir)['api.token'])

    assert Client(client.url).replay(run, 'ggn', steps=(0, 0))['state'] == 'completed'


def test_following_gives_every_row_once(client, run):
    expected = client.observations(run, ['ggn', 'hessian'])

    rows = list(client.follow(run, ['ggn', 'hessian'], idle=0))

    assert len(rows) == len(expected)
    found = {(row['curvature'], row['step']): row['alpha_star'] for row in rows}
    assert found == {(row.curvature, row.step): row.alpha_star for row in expected.itertuples()}


def test_following_gives_rows_as_they_come_until_the_run_has_ended(client, trained):
    training = threading.Thread(target=trained, args=('live', STEPS))
    training.start()
    while 'live' not in set(client.runs()['run']):
        time.sleep(0.05)

    rows = list(client.follow('live', 'ggn'))

    training.join()
    assert sorted(row['step'] for row in rows) == list(range(STEPS))
    assert client.run('live')['state'] == 'completed'


def test_the_steps_are_read_too(client, run):
    assert sorted(step.step for step in client.steps(run)) == list(range(STEPS))
    with pytest.raises(NotConnected, match='name it with kafka'):
        Client(client.url).steps(run)


def test_tensorboard_has_the_scalars(client, run, tmp_path):
    accumulators = pytest.importorskip('tensorboard.backend.event_processing.event_accumulator')
    client.to_tensorboard(run, tmp_path)
    folder = client.to_tensorboard(run, tmp_path)  # replaces the first

    assert folder == tmp_path / run
    found = accumulators.EventAccumulator(str(folder)).Reload()
    scalars = found.Scalars('alpha_star/hessian')
    rows = client.observations(run, 'hessian')
    assert [scalar.step for scalar in scalars] == list(rows['step'])
    np.testing.assert_array_equal(
        [scalar.value for scalar in scalars], rows['alpha_star'].astype(np.float32)
    )
    start = pandas.Timestamp(client.run(run)['started']).timestamp()
    assert abs(scalars[0].wall_time - start) < 60
    assert 'trace/hessian' not in found.Tags()['scalars']


def test_a_deleted_run_is_gone(client, trained):
    trained('short', 2)
    client.observations('short')
    view = client.run('short')
    assert view['state'] in ('foreign', 'completed')

    client.delete('short')

    with pytest.raises(Refused, match="no run 'short'"):
        client.run('short')
