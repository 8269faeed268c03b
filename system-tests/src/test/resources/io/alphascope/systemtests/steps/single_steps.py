"""Publishes single steps as they are, with whatever contradictions: nothing is checked here."""

import confluent_kafka
from alphascope.events.events_pb2 import BatchData, StepTaken
from alphascope.tensors import tensor
from alphascope.topics import STEPS


class SingleSteps:
    """The steps of one run, in a `with` statement, whose end waits for the broker."""

    def __init__(self, run, specification, kafka):
        self.run = run
        self.specification = specification
        self.producer = confluent_kafka.Producer({'partitioner': 'murmur2_random', **kafka})

    def publish(self, step, epoch, learning_rate, theta0, theta1, inputs, targets, gradient=None,
                loss=None):
        event = StepTaken(
            run=self.run, specification=self.specification, step=step, epoch=epoch,
            learning_rate=learning_rate, loss=None if loss is None else float(loss),
            theta0=tensor(theta0), theta1=tensor(theta1),
            gradient=None if gradient is None else tensor(gradient),
            batch_data=BatchData(inputs=tensor(inputs), targets=tensor(targets)))
        event.time.GetCurrentTime()
        self.producer.produce(STEPS, event.SerializeToString(), f'{self.run}/{step}')
        self.producer.poll(0)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        assert self.producer.flush(60) == 0, 'the broker did not take everything'
