"""Rows of one's own: what is in them, and where a system shows them."""

import datetime
import math

import numpy as np
import pytest

from alphascope import ObservationPublisher, measuring, publish_observation
from alphascope.errors import Invalid, NotPublished
from alphascope.events.events_pb2 import CurvatureObserved
from alphascope.measuring import announce, secant


def row(learning_rate=None, **values):
    return measuring._row(values, learning_rate)


def test_the_secant_of_a_parabola_is_its_curvature():
    def loss(alpha):
        return 3 - 2 * alpha + 0.7 * alpha**2

    for alpha in (1, -0.5, 4):
        assert secant(3, -2, loss(alpha), alpha) == pytest.approx(1.4)
    with pytest.raises(Invalid, match='expected another point of the line than its start'):
        secant(3, -2, 3, 0)


def test_what_follows_from_slope_and_curvature_is_computed():
    found = row(
        0.1,
        slope=-2,
        curvature_value=0.5,
        step_norm=3,
        loss_before=10,
        loss_after=8.6,
        loss_at_alpha_star=5,
    )

    assert found.status == CurvatureObserved.OK
    assert found.alpha_star == 4
    assert found.alpha_star_unit == 12
    assert found.learning_rate_star == 0.4
    assert found.overshoot == -0.75
    assert found.fidelity_at_step == pytest.approx(1.4 / 1.75)
    assert found.fidelity_at_alpha_star == 5 / 4


def test_what_is_given_is_not_computed():
    found = row(0.1, slope=-2, curvature_value=0.5, alpha_star=3.9, overshoot=-0.7)

    assert (found.alpha_star, found.overshoot) == (3.9, -0.7)
    assert found.learning_rate_star == pytest.approx(0.39)
    assert not found.HasField('alpha_star_unit')
    assert not found.HasField('fidelity_at_step')


@pytest.mark.parametrize(
    ('values', 'status'),
    [
        ({'slope': -1, 'curvature_value': 2}, 'OK'),
        ({'slope': 1, 'curvature_value': 2}, 'ASCENT'),
        ({'slope': 0, 'curvature_value': 2}, 'ASCENT'),
        ({'slope': -1, 'curvature_value': 0}, 'NON_POSITIVE_CURVATURE'),
        ({'slope': 1, 'curvature_value': -2}, 'NON_POSITIVE_CURVATURE'),
        ({'slope': -1, 'curvature_value': 2, 'step_norm': 0}, 'ZERO_STEP'),
        ({'slope': -1, 'curvature_value': math.inf, 'step_norm': 0}, 'NON_FINITE'),
        ({'slope': -1, 'curvature_value': 2, 'loss_before': math.nan}, 'NON_FINITE'),
        ({'slope': -1, 'curvature_value': 2, 'loss_after': math.inf}, 'OK'),
        ({'alpha_star': 3}, 'OK'),
        ({'alpha_star': 0}, 'ASCENT'),
        ({'alpha_star': -3}, 'ASCENT'),
        ({'alpha_star': math.nan}, 'NON_FINITE'),
    ],
)
def test_the_status_is_the_first_that_applies(values, status):
    found = row(**values)

    assert CurvatureObserved.Status.Name(found.status) == status
    assert found.HasField('alpha_star') == (status in ('OK', 'ASCENT'))


def test_a_fidelity_needs_a_decrease():
    found = row(slope=-1, curvature_value=4, loss_before=1, loss_after=2)
    assert not found.HasField('fidelity_at_step')
    assert row(slope=-1, curvature_value=-4, loss_before=1, loss_after=-2).fidelity_at_step == 1


@pytest.mark.parametrize(
    ('values', 'reason'),
    [
        ({}, 'give alpha_star, or slope and curvature_value'),
        ({'slope': -1}, 'give alpha_star, or slope and curvature_value'),
        ({'alpha_star': 1, 'alpha': 2}, 'alpha is no quantity of an observation: expected one of '),
        ({'alpha_star': 1, 'learning_rate': math.inf}, 'learning_rate: expected a finite number'),
        ({'alpha_star': 1, 'curvature_value': -2}, 'alpha_star exists only where'),
        ({'alpha_star': 1, 'step_norm': 0}, 'alpha_star exists only where'),
    ],
)
def test_what_contradicts_itself_is_refused(values, reason):
    with pytest.raises(Invalid, match=reason):
        row(**values)


@pytest.mark.parametrize('name', ['hessian', 'ggn/layer', 'kfac:3', 'hessian@fresh:64'])
def test_what_the_system_computes_is_not_replaced(name):
    with pytest.raises(Invalid, match='is computed by the system'):
        measuring._checked_name(name)


@pytest.mark.parametrize('name', ['', 'Secant', 'a,b', 'a b', '/layer', 'a/', 'a@', 'ä', 'a' * 201])
def test_a_name_has_a_grammar(name):
    with pytest.raises(Invalid, match='no curvature can be called .*: expected operator'):
        measuring._checked_name(name)


def test_names_of_ones_own_are_free():
    for name in 'secant', 'secant:2/layer@fresh:64', 'my-ggn', 'bfgs2@own':
        assert measuring._checked_name(name) == name


def test_the_operators_are_those_of_the_system(client):
    known = client._rest.get('/api/curvatures')['operators']
    assert {operator['name'] for operator in known} == measuring.OPERATORS


def test_the_quantities_are_those_of_the_system(client):
    known = client._rest.get('/api/quantities')['quantities']
    assert list(measuring.QUANTITIES) == [quantity['name'] for quantity in known]


def test_rows_lie_beside_those_of_the_system(client, system, trained):
    trained('beside', 20)
    exact = client.observations('beside', 'hessian')

    with ObservationPublisher('beside', 'secant', data_dir=system.data_dir) as publisher:
        for step in exact.itertuples():
            publisher.publish(
                step.step,
                slope=step.slope,
                curvature_value=secant(step.loss_before, step.slope, step.loss_after),
                loss_before=step.loss_before,
                loss_after=step.loss_after,
                step_norm=step.step_norm,
                learning_rate=step.learning_rate,
                epoch=step.epoch,
                batch_size=step.batch_size,
            )

    rows = client.observations('beside')
    assert {*rows['curvature']} == {'ggn', 'hessian', 'secant'}
    own = rows[rows['curvature'] == 'secant']
    assert list(own['step']) == list(range(20))
    np.testing.assert_array_equal(own['slope'], exact['slope'])
    np.testing.assert_allclose(own['fidelity_at_step'], 1)
    np.testing.assert_array_equal(own['epoch'], exact['epoch'])
    assert client.statistics('beside', 'secant', 20).iloc[-1]['count'] == 20
    summaries = {row['curvature']: row for row in client.run('beside')['curvatures']}
    assert summaries['secant']['median_alpha_star'] == pytest.approx(own['alpha_star'].median())
    ratio = client._rest.get('/api/runs/beside/ratio', {'curvature': 'secant', 'reference': 'hessian'})
    assert ratio['steps'] == 20


def test_a_run_may_have_no_steps_in_the_stream(client, system):
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)

    publish_observation('alone', 0, alpha_star=2.5, time=moment, data_dir=system.data_dir)
    publish_observation('alone', 1, alpha_star=3.5, learning_rate=0.1, data_dir=system.data_dir)

    rows = client.observations('alone')
    assert list(rows['alpha_star']) == [2.5, 3.5]
    assert list(rows['learning_rate_star'].isna()) == [True, False]
    view = client.run('alone')
    assert view['state'] == 'foreign'
    assert view['started'] == '2026-01-02T03:04:05Z'
    assert 'only observations of it are known' in view['message']
    assert announce('alone', data_dir=system.data_dir) is False
    (first, _) = client.follow('alone', idle=0)
    assert first['time'] == '2026-01-02T03:04:05Z'


def test_a_row_replaces_an_earlier_one_of_its_step(client, system):
    publish_observation('corrected', 0, alpha_star=2.5, data_dir=system.data_dir)
    publish_observation('corrected', 0, alpha_star=4, data_dir=system.data_dir)

    assert list(client.observations('corrected')['alpha_star']) == [4]


def test_a_deleted_run_gets_no_rows(client, system):
    publish_observation('forgotten', 0, alpha_star=2.5, data_dir=system.data_dir)
    client.observations('forgotten')
    client.delete('forgotten')

    with pytest.raises(NotPublished, match='run forgotten was deleted'):
        publish_observation('forgotten', 1, alpha_star=2.5, data_dir=system.data_dir)
    with pytest.raises(NotPublished, match='run forgotten was deleted'):
        announce('forgotten', data_dir=system.data_dir)


def test_a_step_is_a_whole_number_that_is_not_negative(system):
    with ObservationPublisher('numbered', data_dir=system.data_dir) as publisher:
        for step in -1, 1.5:
            with pytest.raises(Invalid, match='step: expected a whole number from 0'):
                publisher.publish(step, alpha_star=1)
        with pytest.raises(Invalid, match='epoch: expected a whole number from 1'):
            publisher.publish(0, alpha_star=1, epoch=0)
