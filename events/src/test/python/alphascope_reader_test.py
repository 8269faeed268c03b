"""Tests of examples/python/alphascope_reader.py without a broker; GroupRecordsTest runs them."""

import json
import pathlib
import tempfile
import unittest
import unittest.mock
import zlib

import numpy as np
from alphascope.events.events_pb2 import StepTaken, Tensor
from alphascope_reader import Fault, NotRead, StepReader, save, sgd, steps

RESOURCES = pathlib.Path(__file__).parents[1] / 'resources'


def record(name):
    return (RESOURCES / f'{name}.bin').read_bytes()


def read(content):
    """Steps and faults in their order."""
    faults = []
    found = []
    for step in steps(content, lambda fault: faults.append(fault) or found.append(fault)):
        found.append(step)
    return found


def described(array):
    shape = ','.join(map(str, array.shape))
    return f'{array.dtype.name}[{shape}]:{zlib.crc32(array):08x}'


class TheRecords(unittest.TestCase):
    def test_have_the_steps_and_the_faults_that_their_writer_notes(self):
        expected = {}
        for line in (RESOURCES / 'groups/steps.txt').read_text().splitlines():
            if not line.startswith('#'):
                name, step, said = line.split(' ', 2)
                expected.setdefault(name, []).append(f'{step} {said}')
        self.assertEqual({*expected}, {file.stem for file in (RESOURCES / 'groups').glob('*.bin')})

        for name, lines in expected.items():
            with self.subTest(name):
                found = [
                    f"{step.step} {step.reason.split(':')[0]}" if isinstance(step, Fault)
                    else ' '.join([str(step.step), *(
                        f'{field}:{described(array)}' for field, array in {
                            'theta0': step.theta0, 'theta1': step.theta1,
                            'gradient': step.gradient, **step.batch}.items())])
                    for step in read(record(f'groups/{name}'))]
                self.assertEqual(found, lines)

    def test_have_everything_of_a_following_step(self):
        step = read(record('groups/by-rule'))[2]

        self.assertEqual((step.run, step.step, step.epoch, step.learning_rate, step.loss),
                         ('groups', 12, 2, 0.1, 2.5))
        self.assertEqual(step.specification.network, '4-3-2')
        np.testing.assert_array_equal(step.batch['indices'], [302, 2])
        self.assertIsNone(step.parameter_distance)

    def test_of_version_1_are_single_steps(self):
        step, = read(record('wire/v1/step-taken'))
        self.assertEqual((step.run, step.step, step.epoch, step.learning_rate, step.loss),
                         ('mnist-20260102-030405-a1b2', 300, 1, 0.01, 2.5))
        np.testing.assert_array_equal(step.theta0, np.array([1, 2, np.nan], np.float32))
        np.testing.assert_array_equal(step.theta1, np.array([.25, 2, -np.inf], np.float32))
        np.testing.assert_array_equal(step.gradient, np.array([0, .1, 1], np.float32))
        np.testing.assert_array_equal(step.batch['indices'], [59999, 0, 128])

        step, = read(record('wire/v1/step-taken-with-its-data'))
        self.assertEqual((step.step, step.loss, step.gradient), (0, None, None))
        self.assertEqual({*step.batch}, {'inputs', 'targets'})
        np.testing.assert_array_equal(step.batch['inputs'], [[1., 2.]])
        np.testing.assert_array_equal(step.batch['targets'], [1])
        self.assertEqual(step.theta1.dtype, np.float64)

    def test_that_end_amid_a_message_are_one_fault(self):
        whole = record('groups/by-rule')
        for end in (1, len(whole) // 2, len(whole) - 1):
            fault, = read(whole[:end])
            self.assertIsNone(fault.step)
            self.assertIn(f'value: expected a StepTaken, found {end} bytes that cannot be read as',
                          fault.reason)
        fault, = read(None)
        self.assertEqual(str(fault), 'no known run, step ?: value: expected a StepTaken, found none')


class AReader(unittest.TestCase):
    def test_is_stopped_by_a_fault_unless_it_takes_them(self):
        found = steps(record('groups/other-checksum'))
        self.assertEqual([next(found).step, next(found).step], [10, 11])

        with self.assertRaisesRegex(
                NotRead, '^run groups, step 12: theta1_crc32: expected [0-9a-f]{8}, as the rule gives'
                         ' theta1, found 00003039$'):
            next(found)

    def test_shares_a_vector_between_two_steps(self):
        for name in ('by-rule', 'carried'):
            found = read(record(f'groups/{name}'))
            for before, after in zip(found, found[1:]):
                self.assertIs(after.theta0, before.theta1)
                self.assertFalse(after.theta0.flags.writeable)

    def test_says_what_is_wrong_with_arrays(self):
        def fault(change):
            event = StepTaken.FromString(record('groups/single'))
            change(event)
            found, = read(event.SerializeToString())
            self.assertIsInstance(found, Fault)
            return found.reason

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

        self.assertEqual(fault(resize), 'theta1.data: expected 92 bytes for shape [23], found 88 bytes')
        self.assertEqual(fault(reshape), 'gradient.shape: expected [P], found [1, 23]')
        self.assertEqual(fault(shorten),
                         'gradient: expected float32 [23], as theta0, found float32 [22]')
        self.assertEqual(fault(retype), 'theta0.element_type: expected FLOAT32 or FLOAT64, found 3')
        self.assertEqual(fault(negate), 'theta0.shape: expected extents of an array, found [-1]')
        self.assertEqual(fault(lambda event: event.ClearField('theta0')),
                         'theta0: expected the parameters before the step, found none')
        self.assertEqual(fault(lambda event: event.ClearField('batch')),
                         'batch: expected sample_indices or batch_data, found neither')
        self.assertEqual(fault(lambda event: setattr(event, 'group_size', -1)),
                         'group_size: expected -1 steps, found 1')

    def test_names_the_inputs_of_a_graph(self):
        def step(*names):
            event = StepTaken.FromString(record('groups/single'))
            event.batch_data.Clear()
            event.batch_data.SetInParent()
            for name in names:
                event.batch_data.named_inputs.add(name=name).tensor.MergeFrom(Tensor(
                    element_type=Tensor.BOOL, shape=[2, 2], data=b'\1\0\0\1'))
            found, = read(event.SerializeToString())
            return found

        self.assertEqual({*step('tokens').batch}, {'inputs'})
        batch = step('tokens', 'mask').batch
        self.assertEqual({*batch}, {'inputs-tokens', 'inputs-mask'})
        np.testing.assert_array_equal(batch['inputs-mask'], [[True, False], [False, True]])
        self.assertEqual(step().reason,
                         'batch_data.inputs: expected the inputs of the batch, found none')

    def test_computes_the_rule_in_the_type_of_the_parameters(self):
        theta, gradient = np.array([1.2345678], '<f4'), np.array([7.654321], '<f4')
        product = np.float32(np.float64(np.float32(.1)) * np.float64(gradient[0]))  # rounded once
        expected = np.float32(np.float64(theta[0]) - np.float64(product))

        found = sgd(theta, .1, gradient)
        self.assertEqual((found.dtype, found[0]), (np.float32, expected))
        self.assertTrue(np.isnan(sgd(np.array([np.inf], '<f8'), 1e300, np.array([1e300]))[0]))


class Topic(StepReader):
    """Has these records, key and value."""
    records = [
        (b'groups/10', record('groups/by-rule')),
        (b'groups/14', record('groups/by-rule')[:100]),
        (b'elsewhere/0', record('wire/v1/step-taken-with-its-data')),
        (b'elsewhere/1', None),
        (None, b'?'),
        (b'\xff', b'?'),
    ]

    def _records(self):
        for offset, (key, value) in enumerate(self.records):
            message = unittest.mock.Mock()
            message.key.return_value, message.value.return_value = key, value
            message.partition.return_value, message.offset.return_value = 3, offset
            yield message


class ATopic(unittest.TestCase):
    def test_is_read_for_one_run(self):
        faults = []
        self.assertEqual([step.step for step in Topic({}, 'groups', faults.append)],
                         [10, 11, 12, 13])
        self.assertEqual([(fault.run, fault.step) for fault in faults], [('groups', 14)])
        self.assertIn(' (training.steps-3 offset 1)', faults[0].reason)

        with self.assertRaisesRegex(NotRead, '^run elsewhere, step 1: value: .* found none '):
            list(Topic({}, 'elsewhere'))

    def test_is_read_for_all_runs(self):
        faults = []
        self.assertEqual([step.run for step in Topic({}, on_fault=faults.append)],
                         4 * ['groups'] + ['elsewhere'])
        self.assertEqual([(fault.run, fault.step) for fault in faults],
                         [('groups', 14), ('elsewhere', 1), (None, None), (None, None)])

    def test_does_not_have_an_unknown_run(self):
        with self.assertRaisesRegex(NotRead, "^training.steps has no steps of run 'other'; it has"
                                             ' those of elsewhere, groups$'):
            list(Topic({}, 'other'))


class ASavedStep(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name, 'steps', 'step-10')

    def test_has_what_observe_needs(self):
        step = read(record('groups/by-rule'))[0]

        save(step, self.folder)

        self.assertEqual({file.name for file in self.folder.iterdir()}, {
            'step.json', 'theta0.npy', 'theta1.npy', 'gradient.npy', 'indices.npy'})
        self.assertEqual(json.loads((self.folder / 'step.json').read_text()), {
            'run': 'groups', 'step': 10, 'epoch': 2, 'network': '4-3-2', 'activation': 'relu',
            'loss': 'cross-entropy', 'reduction': 'mean', 'learning_rate': 0.1, 'dataset': 'tiles'})
        np.testing.assert_array_equal(np.load(self.folder / 'theta1.npy'), step.theta1)

    def test_has_its_data_instead_of_a_data_set(self):
        save(read(record('groups/by-rule-in-double'))[0], self.folder)

        self.assertNotIn('dataset', json.loads((self.folder / 'step.json').read_text()))
        self.assertEqual(np.load(self.folder / 'inputs.npy').shape, (2, 4))
        self.assertEqual(np.load(self.folder / 'targets.npy').dtype, np.int64)

    def test_replaces_nothing(self):
        self.folder.mkdir(parents=True)

        with self.assertRaises(FileExistsError):
            save(read(record('groups/single'))[0], self.folder)

    def test_is_refused_where_it_would_not_be_valid(self):
        event = StepTaken.FromString(record('groups/single'))
        event.ClearField('learning_rate')
        with self.assertRaisesRegex(NotRead, 'step 10 of run groups cannot be saved: step.json needs'):
            save(read(event.SerializeToString())[0], self.folder)
        event.learning_rate = .1
        for name in ('/../../x', 'y'):
            event.batch_data.named_inputs.add(name=name).tensor.MergeFrom(Tensor(
                element_type=Tensor.BOOL, shape=[1], data=b'\1'))
        with self.assertRaisesRegex(NotRead, 'no file can be called inputs-/../../x.npy'):
            save(read(event.SerializeToString())[0], self.folder)
        self.assertFalse(self.folder.exists())


if __name__ == '__main__':
    unittest.main()
