"""Archives ONNX's own node tests for OnnxNodeTestsTest.

    python3 -m venv venv && venv/bin/pip install onnx==1.23.1
    venv/bin/python workload/src/test/onnx/node_tests.py

A test is a model of mostly one node with inputs and outputs. Larger ones are left out.
The archive is a zip without compression inside a gzip: the files are small and alike.
"""

import gzip
import io
import pathlib
import warnings
import zipfile

import numpy
from onnx import TensorProto, numpy_helper

LARGEST_TEST = 100_000  # bytes
ARCHIVE = "io/alphascope/workload/onnx/node-tests.zip.gz"


def tensor(value, name):
    """A tensor's bytes; None for a list or a map, which no graph here takes."""
    if isinstance(value, TensorProto):
        return value.SerializeToString()
    if value is None or isinstance(value, (list, dict)):
        return None
    return numpy_helper.from_array(numpy.asarray(value), name).SerializeToString()


def files(case):
    yield "model.onnx", case.model.SerializeToString()
    inputs, outputs = case.data_sets[0]
    graph = case.model.graph
    for kind, values, infos in (
        ("input", inputs, graph.input),
        ("output", outputs, graph.output),
    ):
        for i, (value, info) in enumerate(zip(values, infos, strict=True)):
            data = tensor(value, info.name)
            if data is not None:
                yield f"{kind}_{i}.pb", data


def main():
    warnings.simplefilter("ignore")
    numpy.random.seed(0)
    from onnx.backend.test.case.node import collect_testcases

    target = pathlib.Path(__file__).parents[1] / "resources" / ARCHIVE
    packed = io.BytesIO()
    left_out = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for case in sorted(collect_testcases(None), key=lambda case: case.name):
            contents = list(files(case))
            if sum(len(data) for _, data in contents) > LARGEST_TEST:
                left_out.append(case.name)
                continue
            for name, data in contents:
                archive.writestr(zipfile.ZipInfo(f"{case.name}/{name}"), data)
    target.write_bytes(gzip.compress(packed.getvalue(), mtime=0))
    print(f"{target}: {target.stat().st_size} bytes; left out: {', '.join(left_out)}")


if __name__ == "__main__":
    main()
