package io.alphascope.workload.dataset;

import java.util.List;

/**
 * The four original files of MNIST, as they lie on its mirrors.
 *
 * <p>MNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, "The MNIST database of
 * handwritten digits".
 */
enum MnistFile {
  TRAIN_IMAGES(
      "train-images-idx3-ubyte",
      9_912_422,
      "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
  TRAIN_LABELS(
      "train-labels-idx1-ubyte",
      28_881,
      "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
  TEST_IMAGES(
      "t10k-images-idx3-ubyte",
      1_648_877,
      "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
  TEST_LABELS(
      "t10k-labels-idx1-ubyte",
      4_542,
      "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6");

  private final String unpackedName;
  private final int gzippedBytes;
  private final String gzippedSha256;

  MnistFile(String unpackedName, int gzippedBytes, String gzippedSha256) {
    this.unpackedName = unpackedName;
    this.gzippedBytes = gzippedBytes;
    this.gzippedSha256 = gzippedSha256;
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

  int gzippedBytes() {
    return gzippedBytes;
  }

  /** Hexadecimal, lower case. */
  String gzippedSha256() {
    return gzippedSha256;
  }
}
