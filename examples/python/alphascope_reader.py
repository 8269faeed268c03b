#!/usr/bin/env python3
"""Reads the steps of trainings that Alphascope watches; docs/clients.md describes the wire.

    ./alphascope_reader.py --run numpy-1                              # lists its steps
    ./alphascope_reader.py --run numpy-1 --steps 17..17 --save DIR    # for ./alphascope observe

What to install: alphascope_client.py, which must lie beside it.
"""

import argparse
import json
import math
import pathlib
import re
import shutil
import sys
import time
import zlib
from dataclasses import dataclass
from typing import Dict, Optional

import confluent_kafka
import numpy as np
from alphascope.events.events_pb2 import RunSpecification, StepTaken, Tensor
from alphascope_client import TOPIC, NotPublished, local_system, properties_file
from google.protobuf.message import DecodeError

MOST_STEPS = 64  # in one record
PATIENCE_S = 30  # with a broker that says nothing
DTYPES = {Tensor.FLOAT32: np.dtype('<f4'), Tensor.FLOAT64: np.dtype('<f8'),
          Tensor.INT64: np.dtype('<i8'), Tensor.BOOL: np.dtype('?')}
FLOATS = (Tensor.FLOAT32, Tensor.FLOAT64)


class NotRead(Exception):
    """Why steps cannot be read."""


@dataclass(frozen=True, eq=False)
class Step:
    """One step; what its publisher did not say is None. Its arrays cannot be written to."""
    run: str
    step: int  # from 0, across epochs
    epoch: Optional[int]  # from 1
    learning_rate: Optional[float]  # of this very step
    loss: Optional[float]  # of the batch, at theta0
    specification: RunSpecification
    theta0: np.ndarray  # [P], float32 or float64
    theta1: np.ndarray  # like theta0
    gradient: Optional[np.ndarray]  # like theta0
    # By the names that their files have in a step's folder: 'indices' [n], of samples of
    # specification.dataset; or 'inputs' [n, ...], of several inputs 'inputs-NAME' each, and 'targets'
    # unless the graph computes the loss.
    batch: Dict[str, np.ndarray]
    parameter_distance: Optional[float] = None  # of theta1 from where the run started


@dataclass(frozen=True)
class Fault:
    """Why one step cannot be read."""
    run: Optional[str]  # None: not known
    step: Optional[int]  # None: not known
    reason: str  # which field, what was expected, what was found

    def __str__(self):
        run = 'no known run' if self.run is None else f'run {self.run}'
        return f'{run}, step {"?" if self.step is None else self.step}: {self.reason}'


def refuse(fault):
    raise NotRead(str(fault))


def steps(record, on_fault=refuse):
    """The steps in the value of a record of training.steps, in their order.

    on_fault is given a Fault in the place of each step that cannot be read, and may raise, which ends
    the reading. A record that ends amid a message is one Fault, whatever steps it has.
    """
    try:
        event = _event(record)
    except _Malformed as e:
        on_fault(Fault(None, None, str(e)))
        return
    yield from _steps(event, on_fault)


class StepReader:
    """The steps of a run, from the oldest that the topic still has to its end at this moment.

        for step in StepReader(local_system('~/.alphascope'), run='numpy-1'):

    They ascend within a partition of the topic; partitions interleave. A step that was published
    again comes again. Every iteration reads the topic anew, and joins no consumer group.
    """

    def __init__(self, kafka, run=None, on_fault=refuse):
        """kafka: properties of librdkafka, from local_system() or properties_file();
        run: None for all; on_fault: as in steps(), also given records of the run that cannot be read
        at all, by their key."""
        self.run = run
        self.kafka = kafka
        self.on_fault = on_fault

    def __iter__(self):
        """Raises NotRead if no broker answers, or the topic has nothing of the run."""
        runs = set()
        for record in self._records():
            try:
                event = _event(record.value())
            except _Malformed as e:
                run, step = _key(record.key())
                runs.add(run)
                if self.run in (None, run):
                    self.on_fault(Fault(run, step, f'{e} ({TOPIC}-{record.partition()} offset'
                                                   f' {record.offset()})'))
                continue
            runs.add(event.run)
            if self.run in (None, event.run):
                yield from _steps(event, self.on_fault)
        if self.run is not None and self.run not in runs:
            others = sorted(runs - {None})
            raise NotRead(f"{TOPIC} has no steps of run '{self.run}'; it has those of "
                          + (', '.join(others[:10]) + ', …' * (len(others) > 10) or 'no run'))

    def _records(self):
        try:
            consumer = confluent_kafka.Consumer({
                'group.id': 'alphascope-reader',  # asked for, not used
                'enable.auto.commit': False,
                'enable.partition.eof': True,
                'auto.offset.reset': 'earliest',  # where retention was faster
                'receive.message.max.bytes': 2_000_000_000,  # the broker alone knows its limit
                **self.kafka,
            })
        except confluent_kafka.KafkaException as e:
            raise NotRead(f"the broker's properties cannot be used ({e.args[0].str()})") from e
        try:
            ends = self._ends(consumer)
            consumer.assign([
                confluent_kafka.TopicPartition(TOPIC, partition, confluent_kafka.OFFSET_BEGINNING)
                for partition in ends])
            deadline = time.monotonic() + PATIENCE_S
            while ends:
                if time.monotonic() > deadline:
                    raise NotRead(f'the broker has sent nothing for {PATIENCE_S} s')
                record = consumer.poll(1)
                if record is None:
                    continue
                error = record.error()
                if error is not None:
                    if error.code() == confluent_kafka.KafkaError._PARTITION_EOF:
                        ends.pop(record.partition(), None)
                    elif not error.retriable() and error.code() not in _PASSING:
                        raise NotRead(f'{TOPIC} cannot be read ({error.str()})')
                    continue
                end = ends.get(record.partition(), 0)  # 0: read to its end
                if record.offset() + 1 >= end:
                    ends.pop(record.partition(), None)
                if record.offset() < end:
                    yield record
                    deadline = time.monotonic() + PATIENCE_S  # from when the next one is wanted
        except confluent_kafka.KafkaException as e:
            raise NotRead(f'no broker answers, or none lets you in ({e.args[0].str()})') from e
        finally:
            consumer.close()

    def _ends(self, consumer):
        """The end of each partition that has records."""
        topic = consumer.list_topics(TOPIC, timeout=10).topics[TOPIC]
        if topic.error is not None:
            raise NotRead(f'the broker has no topic {TOPIC} for you ({topic.error.str()})')
        ends = {}
        for partition in topic.partitions:
            first, end = consumer.get_watermark_offsets(
                confluent_kafka.TopicPartition(TOPIC, partition), timeout=10)
            if first < end:
                ends[partition] = end
        return ends


# librdkafka goes on by itself.
_PASSING = (confluent_kafka.KafkaError._TRANSPORT, confluent_kafka.KafkaError._ALL_BROKERS_DOWN)


def sgd(theta0, learning_rate, gradient):
    """theta1 by the update rule SGD, rounded three times to the type of theta0 and gradient."""
    with np.errstate(all='ignore'):
        product = theta0.dtype.type(learning_rate) * gradient
        return np.subtract(theta0, product, out=product)


class _Malformed(Exception):
    def __init__(self, field, expected, found):
        super().__init__(f'{field}: expected {expected}, found {found}')


def _require(is_valid, field, expected, found):
    if not is_valid:
        raise _Malformed(field, expected, found)


def _event(record):
    _require(record is not None, 'value', 'a StepTaken', 'none')
    try:
        return StepTaken.FromString(record)
    except DecodeError as e:
        raise _Malformed('value', 'a StepTaken',
                         f'{len(record)} bytes that cannot be read as one ({e})') from e


def _key(key):
    """Run and first step of a record; None where the key does not tell."""
    found = re.fullmatch(r'([^/]+)/(\d{1,18})', (key or b'').decode(errors='replace'), re.ASCII)
    return (found[1], int(found[2])) if found else (None, None)


def _steps(event, on_fault):
    taken = [event, *event.following_steps]
    size = event.group_size or len(taken)
    too_many = max(size, len(taken)) > MOST_STEPS
    theta0 = None  # of the next step; None: not known
    for place, step in enumerate(taken):
        theta1, result, fault = None, None, None
        try:
            _require(not too_many, 'group_size', f'at most {MOST_STEPS} steps in a record',
                     max(size, len(taken)))
            if step.HasField('theta1'):
                theta1 = _vector('theta1', step.theta1)  # whatever else is wrong
            _require(place < size, 'group_size', f'{size} steps', len(taken))
            if place == 0:
                _require(step.HasField('theta0'), 'theta0', 'the parameters before the step', 'none')
                theta0 = _vector('theta0', step.theta0)
            else:
                before = taken[place - 1].step
                _require(step.step == before + 1, 'step',
                         f'{before + 1}, as it follows step {before} in its record', step.step)
                _require(theta0 is not None, 'theta0',
                         f'theta1 of step {before}, before it in its record', 'none that is certain')
            if theta1 is None:
                theta1 = _by_rule(step, event.update_rule, theta0)
            _require_like(theta0, 'theta1', theta1)
            gradient = None
            if step.HasField('gradient'):
                gradient = _vector('gradient', step.gradient)
                _require_like(theta0, 'gradient', gradient)
            result = Step(
                event.run, step.step, step.epoch or None, _optional(step, 'learning_rate'),
                _optional(step, 'loss'), event.specification, theta0, theta1, gradient,
                _batch(step), _optional(step, 'parameter_distance'))
        except _Malformed as e:
            fault = Fault(event.run, step.step, str(e))
        if fault is None:
            yield result
        else:
            on_fault(fault)
        theta0 = theta1
    if not too_many:
        for place in range(len(taken), size):
            on_fault(Fault(event.run, event.step + place,
                           f'group_size: expected {size} steps, found {len(taken)}'))


def _by_rule(step, rule, theta0):
    _require(rule != StepTaken.UPDATE_RULE_UNSPECIFIED, 'theta1',
             'the parameters after the step, or an update_rule', 'none')
    _require(rule == StepTaken.SGD, 'update_rule', 'SGD, or theta1', f'a rule {rule} that is not known')
    _require(step.HasField('learning_rate'), 'learning_rate',
             'the rate, as the rule needs it for theta1', 'none')
    _require(step.HasField('theta1_crc32'), 'theta1_crc32',
             'the checksum of theta1, as the rule gives it', 'none')
    _require(step.HasField('gradient'), 'gradient', 'one, as the rule needs it for theta1', 'none')
    gradient = _vector('gradient', step.gradient)
    _require_like(theta0, 'gradient', gradient)
    theta1 = sgd(theta0, step.learning_rate, gradient).astype(theta0.dtype, copy=False)
    theta1.flags.writeable = False
    checksum = zlib.crc32(theta1)
    _require(checksum == step.theta1_crc32, 'theta1_crc32',
             f'{checksum:08x}, as the rule gives theta1', f'{step.theta1_crc32:08x}')
    return theta1


def _require_like(theta0, field, vector):
    _require(vector.dtype == theta0.dtype and vector.shape == theta0.shape, field,
             f'{theta0.dtype.name} {list(theta0.shape)}, as theta0',
             f'{vector.dtype.name} {list(vector.shape)}')


def _vector(field, tensor):
    array = _array(field, tensor, FLOATS)
    _require(array.ndim == 1, f'{field}.shape', '[P]', list(array.shape))
    return array


def _array(field, tensor, types=tuple(DTYPES)):
    """A view of the elements, as protobuf gives them: no further copy."""
    _require(tensor.element_type in types, f'{field}.element_type',
             ' or '.join(map(Tensor.ElementType.Name, types)), tensor.element_type)
    dtype, shape, data = DTYPES[tensor.element_type], tuple(tensor.shape), tensor.data
    _require(all(extent >= 0 for extent in shape), f'{field}.shape', 'extents of an array',
             list(shape))
    bytes_ = math.prod(shape) * dtype.itemsize
    _require(len(data) == bytes_, f'{field}.data', f'{bytes_} bytes for shape {list(shape)}',
             f'{len(data)} bytes')
    return np.frombuffer(data, dtype).reshape(shape)


def _batch(step):
    kind = step.WhichOneof('batch')
    _require(kind is not None, 'batch', 'sample_indices or batch_data', 'neither')
    if kind == 'sample_indices':
        indices = np.array(step.sample_indices.index, '<i4')
        indices.flags.writeable = False
        return {'indices': indices}
    data = step.batch_data
    inputs = {named.name: named.tensor for named in data.named_inputs}
    if not inputs:
        _require(data.HasField('inputs'), 'batch_data.inputs', 'the inputs of the batch', 'none')
        inputs = {'': data.inputs}
    batch = {'inputs' if len(inputs) == 1 else f'inputs-{name}':
             _array(f'batch_data.named_inputs[{name}]' if name else 'batch_data.inputs', tensor)
             for name, tensor in inputs.items()}
    if data.HasField('targets'):
        batch['targets'] = _array('batch_data.targets', data.targets)
    return batch


def _optional(message, field):
    return getattr(message, field) if message.HasField(field) else None


def save(step, folder):
    """Writes a step into a new folder, as ./alphascope observe and publish read it."""
    def require(is_valid, reason):
        if not is_valid:
            raise NotRead(f'step {step.step} of run {step.run} cannot be saved: {reason}')

    require(step.learning_rate is not None and math.isfinite(step.learning_rate),
            f'step.json needs a learning_rate, but it has {step.learning_rate}')
    for name in step.batch:
        require(not re.search(r'[/\\\0]', name), f'no file can be called {name}.npy')
    specification = step.specification
    described = {
        'run': step.run, 'step': step.step, 'network': specification.network,
        'loss': specification.loss, 'reduction': specification.reduction,
        'learning_rate': step.learning_rate,
    }
    described.update((name, value) for name, value in {
        'activation': specification.activation or None,
        'epoch': step.epoch,
        'dataset': specification.dataset or None if 'indices' in step.batch else None,
        'seed': _optional(specification, 'seed'),
        'label_smoothing': specification.label_smoothing or None,
        'ignore_index': _optional(specification, 'ignore_index'),
        'class_weights': list(specification.class_weights) or None,
        'class_axis': _optional(specification, 'class_axis'),
        'parameter_distance': step.parameter_distance,
    }.items() if value is not None)
    if specification.graph:
        described['network'] = 'network.onnx'
        described['parameters'] = [parameter.name for parameter in specification.parameters]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    if specification.graph:
        (folder / 'network.onnx').write_bytes(_with_values(specification, step.theta0))
    (folder / 'step.json').write_text(json.dumps(described, indent=2) + '\n', 'utf-8')
    arrays = {'theta0': step.theta0, 'theta1': step.theta1, 'gradient': step.gradient, **step.batch}
    for name, array in arrays.items():
        if array is not None:
            np.save(folder / f'{name}.npy', array)


def _with_values(specification, theta):
    """The graph's ONNX model with the parameters' values, in float32, which the wire leaves out."""
    values, start = b'', 0
    for parameter in specification.parameters:
        end = start + math.prod(parameter.shape)
        values += _field(5, b''.join([  # GraphProto.initializer, a TensorProto
            *(b'\x08' + _varint(extent) for extent in parameter.shape),  # dims
            b'\x10\x01',  # data_type FLOAT
            _field(8, parameter.name.encode()),
            _field(9, theta[start:end].astype('<f4').tobytes())]))  # raw_data
        start = end
    # A message in two parts: protobuf merges them.
    return specification.graph + _field(7, values)  # ModelProto.graph


def _field(number, content):
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number):
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127)
    return bytes([*(group | 128 for group in groups[:-1]), groups[-1]])


def _range(text):
    found = re.fullmatch(r'(\d{0,18})\.\.(\d{0,18})', text.strip())
    if not found:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a range of steps: write A..B, A.. or ..B, for example 0..399")
    first, last = found.groups()
    return int(first or 0), int(last or 2**63 - 1)


def _line(step):
    d = step.theta1.astype(np.float64) - step.theta0
    numbers = [step.learning_rate, np.linalg.norm(d),
               None if step.gradient is None else d @ step.gradient.astype(np.float64)]
    return ''.join([f'{step.step:>8}{step.epoch or "-":>7}',
                    *(f'{"-":>16}' if number is None else f'{number:>16.8g}' for number in numbers)])


def main():
    parser = argparse.ArgumentParser(
        description='Lists the steps that are in the stream: number, epoch, learning rate, length of'
                    ' d = theta1 - theta0, and its product with the gradient.')
    parser.add_argument('--run', help='only its steps')
    parser.add_argument('--steps', metavar='A..B', type=_range, default='..',
                        help='only these, both ends included; A.. and ..B work too')
    parser.add_argument('--save', metavar='DIR', type=pathlib.Path,
                        help='write each into a new folder in DIR, step-N, as ./alphascope observe'
                             ' reads it; with --run')
    parser.add_argument('--data-dir', default='~/.alphascope',
                        help='of the system that `./alphascope up` has started')
    parser.add_argument('--kafka-config', metavar='FILE',
                        help="properties of librdkafka, for another system's broker")
    options = parser.parse_args()
    if options.save and options.run is None:
        parser.error('--save needs --run')
    first, last = options.steps
    lines, faults = {}, 0

    def say(fault):
        nonlocal faults
        if fault.step is None or first <= fault.step <= last:
            faults += 1
            print(f'alphascope_reader.py: {fault}', file=sys.stderr)

    try:
        kafka = (properties_file(options.kafka_config) if options.kafka_config
                 else local_system(options.data_dir))
        for step in StepReader(kafka, options.run, say):
            if not first <= step.step <= last:
                continue
            if options.save:
                folder = options.save / f'step-{step.step}'
                if (step.run, step.step) in lines:  # it was published again
                    shutil.rmtree(folder)
                save(step, folder)
            lines[step.run, step.step] = _line(step)
        column = options.run is None
        width = max((len(run) for run, _ in lines), default=0) * column
        print(f'{"run" if column else "":<{width}}    step  epoch   learning_rate             |d|'
              "             d'g")
        for (run, _), line in sorted(lines.items()):
            print(f'{run if column else "":<{width}}{line}')
    except (NotRead, NotPublished, OSError) as e:  # NotPublished: local_system()'s
        sys.exit(f'alphascope_reader.py: {e}')
    if faults or not lines:
        sys.exit(f'alphascope_reader.py: steps that cannot be read: {faults}' if faults
                 else 'alphascope_reader.py: the topic has no such steps')


if __name__ == '__main__':
    main()
