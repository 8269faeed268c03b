"""Reading without a broker; the records are those of Java's tests of the wire."""

import json
import pathlib
import unittest.mock
import zlib

import numpy as np
import pytest

from alphascope.errors import NotConnected, NotRead
from alphascope.events.events_pb2 import StepTaken, Tensor
from alphascope.reading import Fault, StepReader, save, sgd, steps

RESOURCES = pathlib.Path(__file__).parents[3] / 'events/src/test/resources'
GROUPS = RESOURCES / 'groups'


def record(name):
    return (RESOURCES / f'{name}.bin').read_bytes()


def read(content):
    """Steps and faults in their order."""
    found = []
    for step in steps(content, found.append):
        found.append(step)
    return found


def noted():
    """The lines of steps.txt, by record."""
    lines = {}
    for line in (GROUPS / 'steps.txt').read_text().splitlines():
        if not line.startswith('#'):
            name, said = line.split(' ', 1)
            lines.setdefault(name, []).append(said)
    return lines


def described(found):
    """A step or a fault as steps.txt notes it."""
    if isinstance(found, Fault):
        return f'{found.step} {found.reason.split(":")[0]}'
    arrays = {
        'theta0': found.theta0,
        'theta1': found.theta1,
        'gradient': found.gradient,
        **found.batch,
    }
    return ' '.join([str(found.step), *(f'{name}:{sums(array)}' for name, array in arrays.items())])


def sums(array):
    shape = ','.join(map(str, array.shape))
    return f'{array.dtype.name}[{shape}]:{zlib.crc32(array):08x}'


@pytest.mark.parametrize(('name', 'lines'), noted().items())
def test_a_record_has_the_steps_and_faults_that_its_writer_notes(name, lines):
    assert [described(found) for found in read(record(f'groups/{name}'))] == lines


def test_every_record_is_noted():
    assert {*noted()} == {file.stem for file in GROUPS.glob('*.bin')}


def test_a_following_step_has_everything():
    step = read(record('groups/by-rule'))[2]

    assert (step.run, step.step, step.epoch, step.learning_rate, step.loss) == (
        'groups', 12, 2, 0.1, 2.5,
    )  # fmt: skip
    assert step.specification.network == '4-3-2'
    np.testing.assert_array_equal(step.batch['indices'], [302, 2])
    assert step.parameter_distance is None


def test_a_record_of_version_1_is_a_single_step():
    (step,) = read(record('wire/v1/step-taken'))
    assert (step.run, step.step, step.epoch, step.learning_rate, step.loss) == (
        'mnist-20260102-030405-a1b2', 300, 1, 0.01, 2.5,
    )  # fmt: skip
    np.testing.assert_array_equal(step.theta0, np.array([1, 2, np.nan], np.float32))
    np.testing.assert_array_equal(step.theta1, np.array([0.25, 2, -np.inf], np.float32))
    np.testing.assert_array_equal(step.gradient, np.array([0, 0.1, 1], np.float32))
    np.testing.assert_array_equal(step.batch['indices'], [59999, 0, 128])

    (step,) = read(record('wire/v1/step-taken-with-its-data'))
    assert (step.step, step.loss, step.gradient) == (0, None, None)
    assert {*step.batch} == {'inputs', 'targets'}
    np.testing.assert_array_equal(step.batch['inputs'], [[1.0, 2.0]])
    np.testing.assert_array_equal(step.batch['targets'], [1])
    assert step.theta1.dtype == np.float64


def test_a_record_that_ends_amid_a_message_is_one_fault():
    whole = record('groups/by-rule')
    for end in (1, len(whole) // 2, len(whole) - 1):
        (fault,) = read(whole[:end])
        assert fault.step is None
        assert f'value: expected a StepTaken, found {end} bytes that cannot be' in fault.reason
    (fault,) = read(None)
    assert str(fault) == 'no known run, step ?: value: expected a StepTaken, found none'


def test_a_fault_stops_a_reader_that_does_not_take_it():
    found = steps(record('groups/other-checksum'))
    assert [next(found).step, next(found).step] == [10, 11]

    expected = (
        '^run groups, step 12: theta1_crc32: expected [0-9a-f]{8}, as the rule gives theta1,'
        ' found 00003039$'
    )
    with pytest.raises(NotRead, match=expected):
        next(found)


@pytest.mark.parametrize('name', ['by-rule', 'carried'])
def test_two_steps_share_the_vector_between_them(name):
    found = read(record(f'groups/{name}'))
    for before, after in zip(found, found[1:], strict=False):
        assert after.theta0 is before.theta1
        assert not after.theta0.flags.writeable


def resize(event):
    event.theta1.data = event.theta1.data[4:]


def reshape(event):
    event.gradient.shape[:] = [1, 23]


def shorten(event):
    event.gradient.shape[:] = [22]
    event.gradient.data = event.gradient.data[4:]


def retype(event):
    event.theta0.element_type = Tensor.INT64


def negate(event):
    event.theta0.shape[:] = [-1]


@pytest.mark.parametrize(
    ('change', 'reason'),
    [
        (resize, 'theta1.data: expected 92 bytes for shape [23], found 88 bytes'),
        (reshape, 'gradient.shape: expected [P], found [1, 23]'),
        (shorten, 'gradient: expected float32 [23], as theta0, found float32 [22]'),
        (retype, 'theta0.element_type: expected FLOAT32 or FLOAT64, found 3'),
        (negate, 'theta0.shape: expected extents of an array, found [-1]'),
        (
            lambda event: event.ClearField('theta0'),
            'theta0: expected the parameters before the step, found none',
        ),
        (
            lambda event: event.ClearField('batch'),
            'batch: expected sample_indices or batch_data, found neither',
        ),
        (
            lambda event: setattr(event, 'group_size', -1),
            'group_size: expected -1 steps, found 1',
        ),
    ],
)
def test_what_is_wrong_with_an_array_is_said(change, reason):
    event = StepTaken.FromString(record('groups/single'))
    change(event)

    (fault,) = read(event.SerializeToString())

    assert fault.reason == reason


def test_the_inputs_of_a_graph_have_its_names():
    def step(*names):
        event = StepTaken.FromString(record('groups/single'))
        event.batch_data.Clear()
        event.batch_data.SetInParent()
        for name in names:
            mask = Tensor(element_type=Tensor.BOOL, shape=[2, 2], data=b'\1\0\0\1')
            event.batch_data.named_inputs.add(name=name).tensor.MergeFrom(mask)
        (found,) = read(event.SerializeToString())
        return found

    assert {*step('tokens').batch} == {'inputs'}
    batch = step('tokens', 'mask').batch
    assert {*batch} == {'inputs-tokens', 'inputs-mask'}
    np.testing.assert_array_equal(batch['inputs-mask'], [[True, False], [False, True]])
    assert step().reason == 'batch_data.inputs: expected the inputs of the batch, found none'


def test_the_rule_rounds_in_the_type_of_the_parameters():
    theta, gradient = np.array([1.2345678], '<f4'), np.array([7.654321], '<f4')
    product = np.float32(np.float64(np.float32(0.1)) * np.float64(gradient[0]))  # rounded once
    expected = np.float32(np.float64(theta[0]) - np.float64(product))

    found = sgd(theta, 0.1, gradient)

    assert (found.dtype, found[0]) == (np.float32, expected)
    assert np.isnan(sgd(np.array([np.inf], '<f8'), 1e300, np.array([1e300]))[0])


class Topic(StepReader):
    """Has these records, key and value."""

    records = (
        (b'groups/10', record('groups/by-rule')),
        (b'groups/14', record('groups/by-rule')[:100]),
        (b'elsewhere/0', record('wire/v1/step-taken-with-its-data')),
        (b'elsewhere/1', None),
        (None, b'?'),
        (b'\xff', b'?'),
    )

    def __init__(self, run=None, **options):
        super().__init__(run, kafka={}, **options)

    def _records(self):
        for offset, (key, value) in enumerate(self.records):
            message = unittest.mock.Mock()
            message.key.return_value, message.value.return_value = key, value
            message.partition.return_value, message.offset.return_value = 3, offset
            yield message


def test_a_topic_is_read_for_one_run():
    faults = []
    assert [step.step for step in Topic('groups', on_fault=faults.append)] == [10, 11, 12, 13]
    assert [(fault.run, fault.step) for fault in faults] == [('groups', 14)]
    assert ' (training.steps-3 offset 1)' in faults[0].reason

    with pytest.raises(NotRead, match='^run elsewhere, step 1: value: .* found none '):
        list(Topic('elsewhere'))


def test_a_topic_is_read_for_all_runs():
    faults = []
    assert [step.run for step in Topic(on_fault=faults.append)] == 4 * ['groups'] + ['elsewhere']
    assert [(fault.run, fault.step) for fault in faults] == [
        ('groups', 14), ('elsewhere', 1), (None, None), (None, None),
    ]  # fmt: skip


def test_a_topic_does_not_have_an_unknown_run():
    expected = "^training.steps has no steps of run 'other'; it has those of elsewhere, groups$"
    with pytest.raises(NotRead, match=expected):
        list(Topic('other'))


def test_a_reader_says_where_it_looked_for_a_system(tmp_path):
    with pytest.raises(NotConnected, match=f'no system is up on {tmp_path}.*--no-train'):
        StepReader('mine', data_dir=tmp_path)


def test_a_saved_step_has_what_observe_needs(tmp_path):
    step = read(record('groups/by-rule'))[0]
    folder = tmp_path / 'steps' / 'step-10'

    save(step, folder)

    assert {file.name for file in folder.iterdir()} == {
        'step.json', 'theta0.npy', 'theta1.npy', 'gradient.npy', 'indices.npy',
    }  # fmt: skip
    assert json.loads((folder / 'step.json').read_text()) == {
        'run': 'groups',
        'step': 10,
        'epoch': 2,
        'network': '4-3-2',
        'activation': 'relu',
        'loss': 'cross-entropy',
        'reduction': 'mean',
        'learning_rate': 0.1,
        'dataset': 'tiles',
    }
    np.testing.assert_array_equal(np.load(folder / 'theta1.npy'), step.theta1)


def test_a_saved_step_has_its_data_instead_of_a_data_set(tmp_path):
    folder = tmp_path / 'step'

    save(read(record('groups/by-rule-in-double'))[0], folder)

    assert 'dataset' not in json.loads((folder / 'step.json').read_text())
    assert np.load(folder / 'inputs.npy').shape == (2, 4)
    assert np.load(folder / 'targets.npy').dtype == np.int64


def test_saving_replaces_nothing(tmp_path):
    with pytest.raises(FileExistsError):
        save(read(record('groups/single'))[0], tmp_path)


def test_a_step_is_not_saved_where_it_would_not_be_valid(tmp_path):
    folder = tmp_path / 'step'
    event = StepTaken.FromString(record('groups/single'))
    event.ClearField('learning_rate')
    with pytest.raises(NotRead, match='step 10 of run groups cannot be saved: step.json needs'):
        save(read(event.SerializeToString())[0], folder)

    event.learning_rate = 0.1
    for name in ('/../../x', 'y'):
        mask = Tensor(element_type=Tensor.BOOL, shape=[1], data=b'\1')
        event.batch_data.named_inputs.add(name=name).tensor.MergeFrom(mask)
    with pytest.raises(NotRead, match='no file can be called inputs-/../../x.npy'):
        save(read(event.SerializeToString())[0], folder)
    assert not folder.exists()
