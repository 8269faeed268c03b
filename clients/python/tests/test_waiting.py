"""Waiting, with a system that gives one answer after another."""

import io

import pandas
import pytest

from alphascope import following, frames, progress, series, tensorboard_files, waiting
from alphascope.errors import NotConnected, NotObserved, Refused, TimedOut


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(waiting, 'POLL_S', 0)


class Scripted:
    """Gives the answers of each path in their order, the last one for ever."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def get(self, path, query=None):
        name = path.removeprefix('/api/').split('/')[-1].replace('-', '_')
        self.asked.append((name, query))
        answers = self.answers[name]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def lag(steps, observations=0, waiting_for=()):
    return {
        'steps_lag': steps,
        'observations_lag': observations,
        'runs_lag': 0,
        'waiting_for': list(waiting_for),
    }


def view(state='completed', published=10, hessian=10, ggn=10, dead=0, **others):
    return {
        'run': 'mine',
        'state': state,
        'steps_published': published,
        'last_published_step': 9,
        'dead_letters': dead,
        'dead_letter_reasons': [{'reason': 'theta0: expected 4', 'count': dead}],
        'steps': {'observed': max(hessian, ggn)},
        'specification': {'curvatures': ['hessian', 'ggn'], 'dataset': 'mnist', 'loss': 'x'},
        'curvatures': [
            {'curvature': 'hessian', 'observed': hessian},
            {'curvature': 'ggn', 'observed': ggn},
        ],
        **others,
    }


def test_it_ends_when_nothing_lags():
    system = Scripted(status=[lag(3), lag(0, 2), lag(0)], mine=[view('foreign', None, 1, 1)])

    waiting.until_observed(system, 'mine')

    assert [name for name, _ in system.asked].count('status') == 3


def test_it_does_not_end_while_nobody_knows_what_lags():
    system = Scripted(status=[lag(None, None), lag(0)], mine=[view('foreign', None)])

    waiting.until_observed(system, 'mine')

    assert [name for name, _ in system.asked].count('status') == 2


def test_it_ends_beside_other_trainings_when_every_curvature_has_all_steps():
    system = Scripted(status=[lag(100)], mine=[view(ggn=9), view()])

    waiting.until_observed(system, 'mine')

    assert [name for name, _ in system.asked].count('mine') == 2


def test_rows_of_others_are_waited_for_too():
    system = Scripted(status=[lag(100, 7), lag(100, 3), lag(100, 0), lag(100, 5)], mine=[view()])

    waiting.until_observed(system, 'mine')

    assert [name for name, _ in system.asked].count('status') == 3


def test_a_running_run_has_published_more_than_it_reported_last():
    system = Scripted(
        status=[lag(100)],
        mine=[
            view('running', 6, 6, 6),  # nine have been published by now
            view('running', 6, 8, 8),
            view('running', 12, 11, 11),
            view('running', 15, 13, 13),
        ],
        observations=[{'rows': 11}, {'rows': 12}],
    )

    waiting.until_observed(system, 'mine')

    counted = [query for name, query in system.asked if name == 'observations']
    assert counted[0] == {'curvature': 'hessian', 'to': 9, 'points': 1}
    assert [name for name, _ in system.asked].count('mine') == 5


def test_a_running_run_that_publishes_nothing_is_waited_for_no_longer_than_a_report(monkeypatch):
    monkeypatch.setattr(waiting, '_REPORT_S', 0)
    system = Scripted(status=[lag(100)], mine=[view('running')], observations=[{'rows': 10}])

    waiting.until_observed(system, 'mine')


def test_of_a_run_that_names_no_curvatures_those_count_that_exist_for_it():
    specification = {'curvatures': [], 'dataset': '', 'loss': 'graph'}
    system = Scripted(
        status=[lag(100)],
        curvatures=[{'defaults': ['hessian', 'ggn', 'hessian@fresh:256']}],
        mine=[view(ggn=0, specification=specification)],
    )

    waiting.until_observed(system, 'mine')


def test_a_run_that_is_on_its_way_is_waited_for():
    unknown = Refused('there is no run')
    system = Scripted(status=[lag(2), lag(0)], mine=[unknown, unknown, view()])

    waiting.until_observed(system, 'mine')


def test_of_a_run_that_is_not_known_nothing_is_waited_for():
    system = Scripted(status=[lag(0)], mine=[Refused('there is no run')])

    waiting.until_observed(system, 'mine')  # what is asked next refuses it


def test_statistics_are_complete_when_the_last_step_has_them():
    def up_to(step, **rows):
        return {'from': None if step is None else 0, 'to': step, **rows}

    system = Scripted(observations=[up_to(9)], statistics=[up_to(None), up_to(7), up_to(9)])
    waiting.until_summarised(system, 'mine', ['ggn'], 100)
    assert [name for name, _ in system.asked].count('statistics') == 3

    waiting.until_summarised(Scripted(observations=[up_to(None)]), 'mine', ['ggn'], 100)
    with pytest.raises(TimedOut, match='run mine lacks rolling statistics after 0 s'):
        waiting.until_summarised(
            Scripted(observations=[up_to(9)], statistics=[up_to(None)]), 'mine', ['ggn'], 100, 0
        )


def test_steps_without_an_observation_are_told():
    system = Scripted(status=[lag(0)], mine=[view(hessian=6, ggn=6, dead=2)], observations=[{'rows': 7}])

    with pytest.warns(UserWarning) as told:
        waiting.until_observed(system, 'mine')

    assert [str(warning.message) for warning in told] == [
        '2 steps of run mine could not be observed: 2 × theta0: expected 4',
        '1 of 10 published steps of run mine have no observation, and nothing is left to do: the'
        ' stream deleted them before they were read',
    ]


def test_a_summary_that_is_older_than_the_rows_is_no_reason_to_warn(recwarn):
    system = Scripted(status=[lag(0)], mine=[view(hessian=7, ggn=7)], observations=[{'rows': 10}])

    waiting.until_observed(system, 'mine')

    assert not recwarn.list


def test_following_counts_the_rows_before_it_ends():
    def rows(*steps):
        return {
            'rows': len(steps),
            'from': 0,
            'to': steps[-1],
            'observations': [{'step': s} for s in steps],
        }

    # The summary is old; asked: how many there are, where they are, and for them.
    system = Scripted(status=[lag(0)], mine=[view(hessian=0, ggn=0)], observations=[rows(0, 1, 2)])

    found = list(following.follow(system, 'mine', ['ggn'], None))

    assert [(row['curvature'], row['step']) for row in found] == [('ggn', 0), ('ggn', 1), ('ggn', 2)]


def test_a_system_that_is_away_for_a_while_is_asked_again():
    away = NotConnected('no system answers')
    system = Scripted(status=[lag(1), away, away, lag(0)], mine=[view()])
    waiting.until_observed(system, 'mine')

    with pytest.raises(NotConnected):
        waiting.until_observed(Scripted(status=[away]), 'mine')


def test_it_does_not_wait_longer_than_it_is_told():
    system = Scripted(status=[lag(1)], mine=[view(ggn=3)])

    with pytest.raises(TimedOut, match=r'not every step of run mine is observed after 0\.01 s'):
        waiting.until_observed(system, 'mine', 0.01)


def replayed(state='completed', **others):
    return {
        'replay': 'r',
        'run': 'mine',
        'state': state,
        'message': None,
        'steps_found': 5,
        'steps_observed': 5,
        'steps_published': None,
        'steps_dead_lettered': 0,
        'dead_letter_reasons': [],
        'observations_refused': 0,
        'refusal_reasons': [],
        **others,
    }


def test_a_replay_has_ended_when_its_rows_are_stored():
    system = Scripted(
        r=[replayed('running'), replayed('running'), replayed()],
        status=[lag(9, None), lag(9, 1), lag(9, 0)],
    )

    assert waiting.until_replayed(system, replayed('running')) == replayed()
    assert [name for name, _ in system.asked] == ['r'] * 3 + ['status'] * 3


@pytest.mark.parametrize('state', ['failed', 'cancelled'])
def test_a_replay_that_does_not_complete_raises_its_reason(state):
    system = Scripted(r=[replayed(state, message='the data set is gone')], status=[lag(0)])

    with pytest.raises(NotObserved, match=f'^replay r is {state}: the data set is gone$'):
        waiting.until_replayed(system, replayed('running'))


def test_what_a_replay_could_not_observe_is_told():
    reasons = [{'reason': 'no other samples', 'count': 5}]
    ended = replayed(observations_refused=5, refusal_reasons=reasons)

    with pytest.warns(UserWarning, match='^5 observations were refused: 5 × no other samples$'):
        waiting.until_replayed(Scripted(r=[ended], status=[lag(0)]), replayed())
    with pytest.warns(UserWarning, match='^replay r found none of its steps in the stream$'):
        waiting.until_replayed(Scripted(r=[replayed(steps_found=0)], status=[lag(0)]), replayed())


def test_where_no_terminal_is_a_line_is_written_now_and_then(capsys, monkeypatch):
    moments = iter([0.0, 1.0, 5.0, 5.0, 6.0])
    monkeypatch.setattr(progress.time, 'monotonic', lambda: next(moments))

    with progress.Progress('observing mine') as shown:
        shown.show(1, 10)
        shown.show(2, 10, 'the data set is missing')
        shown.show(3, None)

    assert capsys.readouterr().err == (
        'alphascope: observing mine: 2 of 10 steps; the data set is missing\n'
    )


def test_a_terminal_has_a_bar(monkeypatch):
    pytest.importorskip('tqdm')
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr('sys.stderr', terminal)

    with progress.Progress('observing mine') as shown:
        shown.show(3, 10, 'storing rows')
        assert '3/10' in terminal.getvalue()
        assert 'storing rows' in terminal.getvalue()


class Pages:
    """A run with these steps under one curvature."""

    def __init__(self, *steps):
        self.steps = steps
        self.asked = 0

    def get(self, path, query):
        self.asked += 1
        first, last = query.get('from', 0), query.get('to', 2**63)
        found = [step for step in self.steps if first <= step <= last]
        return {
            'from': min(found, default=None),
            'to': max(found, default=None),
            'observations': [{'step': step, 'loss_after': 'Infinity'} for step in found],
        }


def test_rows_come_page_by_page_over_gaps():
    pages = Pages(*range(0, 12_000, 7), 10**12)

    rows = list(series.rows(pages, 'observations', 'mine', 'hessian'))

    assert [row['step'] for row in rows] == list(pages.steps)
    assert rows[0]['loss_after'] == float('inf')
    assert pages.asked < 10
    assert list(series.rows(Pages(), 'observations', 'mine', 'hessian')) == []


def test_a_frame_tells_what_is_absent_from_what_looks_like_it():
    export = io.BytesIO(
        b'run,step,epoch,curvature,status,alpha_star,loss_after\n'
        b'NaN,0,,ggn,non_finite,,NaN\n'
        b'NaN,1,2,ggn,ok,-Infinity,4.9406564584124654E-324\n'
    )

    frame = frames.observations(export)

    assert list(frame['run']) == ['NaN', 'NaN']
    assert pandas.isna(frame['epoch'][0]) and frame['epoch'][1] == 2
    assert frame['alpha_star'].isna()[0] and frame['alpha_star'][1] == -float('inf')
    assert frame['loss_after'].isna()[0] and frame['loss_after'][1] == 5e-324


def test_scalars_may_be_nan_infinite_or_too_large(tmp_path):
    accumulators = pytest.importorskip('tensorboard.backend.event_processing.event_accumulator')
    values = [1.5, float('nan'), float('-inf'), 1e300, None]
    tensorboard_files.write(
        (
            {
                'step': step,
                'time': None if step == 0 else f'2026-01-02T03:04:0{step}.123456789Z',
                'curvature': 'secant',
                'alpha_star': value,
                'status': 'ok',
            }
            for step, value in enumerate(values)
        ),
        tmp_path,
    )

    found = accumulators.EventAccumulator(str(tmp_path)).Reload().Scalars('alpha_star/secant')

    assert str([scalar.value for scalar in found]) == '[1.5, nan, -inf, inf]'
    assert [scalar.wall_time for scalar in found][:2] == [0, pytest.approx(1767323041.123457)]


def test_it_does_not_take_an_old_report_for_the_last():
    system = Scripted(
        status=[{**lag(10), 'runs_lag': 1}, lag(10)],
        mine=[view('running', 0, 0, 0), view('completed', 10, 4, 4), view()],
    )

    waiting.until_observed(system, 'mine')

    assert [name for name, _ in system.asked].count('mine') == 3
