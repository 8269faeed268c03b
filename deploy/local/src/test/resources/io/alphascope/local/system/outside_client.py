"""Publishes a record and reads it back, as a client on another machine does.

outside_client.py kafka.properties [NAME=VALUE]
"""
import logging
import os
import sys

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

TOPIC = 'from-outside'

file, replaced = sys.argv[1:3]
with open(file, encoding='utf-8') as lines:
    kafka = dict(line.strip().split('=', 1) for line in lines if line.strip() and not line.startswith('#'))
kafka['ssl.ca.location'] = os.path.join(os.path.dirname(file), kafka['ssl.ca.location'])
if replaced:
    name, value = replaced.split('=', 1)
    kafka[name] = value
reasons = []
kafka['error_cb'] = lambda error: reasons.append(error.str())
kafka['logger'] = logging.getLogger()  # the reasons are told at the end

admin = AdminClient(kafka)
try:
    admin.list_topics(timeout=5)
except KafkaException as away:
    admin.poll(5)
    sys.exit('\n'.join([str(away), *reasons]))
admin.create_topics([NewTopic(TOPIC, 1, 1)])[TOPIC].result(30)
producer = Producer({**kafka, 'acks': 'all'})
producer.produce(TOPIC, b'from another machine')
assert producer.flush(30) == 0, reasons
consumer = Consumer({**kafka, 'group.id': TOPIC, 'enable.auto.commit': False})
consumer.assign([TopicPartition(TOPIC, 0, 0)])
message = consumer.poll(30)
print('read:', message.value().decode())
consumer.close()
