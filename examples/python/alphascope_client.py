"""Publishes the steps of a training of your own to Alphascope; docs/clients.md says more.

Needs numpy, protobuf and confluent_kafka (Debian: python3-numpy, python3-protobuf,
python3-confluent-kafka), and the messages, which protobuf's compiler makes (protobuf-compiler,
libprotobuf-dev), in this folder:

    protoc -I ../../events/src/main/protobuf --python_out=. alphascope/events/events.proto
"""

import json
import pathlib
import re

import confluent_kafka
import numpy as np
from alphascope.events.events_pb2 import BatchData, StepTaken, Tensor

TOPIC = 'training.steps'
# What a run may be called; the service refuses steps of others.
RUN = re.compile(r'(?!(latest|all)$)(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$))'
                 r'[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?<!\.)')
ELEMENT_TYPES = {'<f4': Tensor.FLOAT32, '<f8': Tensor.FLOAT64, '<i8': Tensor.INT64}


class NotPublished(Exception):
    """Why a step did not get into the stream."""


class StepPublisher:
    """Publishes the steps of one run, in a `with` statement.

    Its end waits until the broker has acknowledged every step; NotPublished is raised if it did not.
    """

    def __init__(self, run, specification, kafka):
        """run: a name of its own for each training; specification: a RunSpecification;
        kafka: properties of librdkafka, from local_system() or properties_file()."""
        if not RUN.fullmatch(run):
            raise NotPublished(
                f"no run can be called '{run}': expected 1 to 64 letters, digits, '.', '_' and '-',"
                " not beginning with '.' or '-' nor ending with '.', and not 'latest', 'all' or a"
                ' name that Windows reserves (con, nul, com1, …)')
        self.run = run
        self.specification = specification
        self.failure = None
        self.producer = confluent_kafka.Producer({
            'enable.idempotence': True,
            'partitioner': 'murmur2_random',  # as Java's, so that a key keeps its partition
            'message.max.bytes': 1_000_000_000,  # the broker alone knows its limit
            'queue.buffering.max.messages': 20,  # then publish() waits
            'delivery.timeout.ms': 60_000,
            **kafka,
        })
        try:
            error = self.producer.list_topics(TOPIC, timeout=10).topics[TOPIC].error
        except confluent_kafka.KafkaException as e:
            raise NotPublished(f'no broker answers, or none lets you in ({e.args[0].str()})') from e
        if error is not None:
            raise NotPublished(f'the broker has no topic {TOPIC} for you ({error.str()})')

    def publish(self, step, epoch, learning_rate, theta0, theta1, inputs, targets,
                gradient=None, loss=None, parameter_distance=None):
        """step counts from 0 across epochs, epoch from 1.

        theta0, theta1: flat, layer by layer: weight [outputs, inputs], then bias
        inputs: [n, ...] as the network sees them; targets: [n] classes or [n, outputs]
        gradient, loss: of this batch, at theta0
        parameter_distance: of theta1 from where the run started
        """
        event = StepTaken(
            run=self.run, specification=self.specification, step=step, epoch=epoch,
            learning_rate=learning_rate, loss=None if loss is None else float(loss),
            parameter_distance=parameter_distance,
            theta0=tensor(theta0), theta1=tensor(theta1),
            gradient=None if gradient is None else tensor(gradient),
            batch_data=BatchData(inputs=tensor(inputs), targets=tensor(targets)))
        event.time.GetCurrentTime()
        key, value = f'{self.run}/{step}', event.SerializeToString()
        while True:
            self._raise_failure()
            try:
                self.producer.produce(TOPIC, value, key, on_delivery=self._note_failure)
                self.producer.poll(0)
                return
            except BufferError:  # the broker is behind
                self.producer.poll(1)

    def _note_failure(self, error, message):
        if error is not None and self.failure is None:
            self.failure = f'the broker did not take {message.key().decode()} ({error.str()})'

    def _raise_failure(self):
        if self.failure is not None:
            raise NotPublished(self.failure)

    def __enter__(self):
        return self

    def __exit__(self, error_type, error, trace):
        self.producer.flush()
        if error_type is None:
            self._raise_failure()


def tensor(array):
    """Shape, and elements in C order, little endian; integers and bool become int64, float16 float32."""
    array = np.asarray(array)
    kind, size = array.dtype.kind, array.dtype.itemsize
    wider = np.int64 if kind in 'iub' else np.float32 if kind == 'f' and size == 2 else array.dtype
    array = array.astype(np.dtype(wider).newbyteorder('<'))
    if array.dtype.str not in ELEMENT_TYPES:
        raise TypeError(f'{array.dtype} cannot be published, only floats and integers')
    return Tensor(element_type=ELEMENT_TYPES[array.dtype.str], shape=array.shape,
                  data=array.tobytes())


def local_system(data_folder):
    """How to reach the broker of the system that `./alphascope up` has started on this machine."""
    folder = pathlib.Path(data_folder).expanduser()
    try:
        system = json.loads((folder / 'system.json').read_text())
        credentials = properties_file(folder / 'credentials')
    except OSError as e:
        raise NotPublished(f'no system is up: start one with ./alphascope up --no-train ({e})') from e
    return {
        'bootstrap.servers': system['kafka_bootstrap_servers'],
        'security.protocol': 'SASL_PLAINTEXT',
        'sasl.mechanism': 'PLAIN',
        'sasl.username': credentials['kafka.user'],
        'sasl.password': credentials['kafka.password'],
    }


def properties_file(file):
    """The `name=value` lines of a file."""
    lines = (line.strip() for line in pathlib.Path(file).read_text('utf-8-sig').splitlines())
    return dict(line.split('=', 1) for line in lines if line and not line.startswith('#'))
