"""The messages of events.proto, from the descriptors that the package's build made.

Code that protoc generates works only with some versions of protobuf; descriptors work with all.
"""

from importlib import resources

from google.protobuf import (  # noqa: F401
    descriptor_pb2,
    descriptor_pool,
    message_factory,
    timestamp_pb2,
)

_set = descriptor_pb2.FileDescriptorSet.FromString(
    resources.files(__package__).joinpath('events.binpb').read_bytes()
)
_pool = descriptor_pool.Default()
for _file in _set.file:
    _pool.AddSerializedFile(_file.SerializeToString())
    for _name in (message.name for message in _file.message_type):
        globals()[_name] = message_factory.GetMessageClass(
            _pool.FindMessageTypeByName(f'{_file.package}.{_name}')
        )
