package io.alphascope.workload.dataset;

import java.util.List;

/** The four files of MNIST, and of the data sets that took over its format and its names. */
enum MnistFile {
  TRAIN_IMAGES("train-images-idx3-ubyte"),
  TRAIN_LABELS("train-labels-idx1-ubyte"),
  TEST_IMAGES("t10k-images-idx3-ubyte"),
  TEST_LABELS("t10k-labels-idx1-ubyte");

  private final String unpackedName;

  MnistFile(String unpackedName) {
    this.unpackedName = unpackedName;
  }

  String unpackedName() {
    return unpackedName;
  }

  String gzippedName() {
    return unpackedName + ".gz";
  }

  /** As archives of other sites have it: {@code train-images.idx3-ubyte}. */
  String dottedName() {
    return unpackedName.replace("-idx", ".idx");
  }

  /** What the file may be called, the most usual first; either may be gzipped or not. */
  List<String> names() {
    return List.of(gzippedName(), unpackedName, dottedName() + ".gz", dottedName());
  }
}
