package io.alphascope.workload.dataset;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Data sets in MNIST's format and names of files: 28 × 28 grey-scale images of ten classes.
 *
 * <p>MNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, "The MNIST database of
 * handwritten digits". Fashion-MNIST: Han Xiao, Kashif Rasul, Roland Vollgraf, "Fashion-MNIST: a
 * Novel Image Dataset for Benchmarking Machine Learning Algorithms" (2017). Means and standard
 * deviations are over the training images, as commonly used.
 */
enum MnistKind {
  MNIST(
      "mnist",
      "MNIST",
      Normalisation.of(0.1307, 0.3081),
      List.of("mnist", "MNIST", "mnist/raw", "MNIST/raw", "raw"),
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
      new byte[] {5, 0, 4, 1, 9, 2, 1, 3, 1, 4},
      new RemoteFile(
          MnistFile.TRAIN_IMAGES.gzippedName(),
          9_912_422,
          "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
      new RemoteFile(
          MnistFile.TRAIN_LABELS.gzippedName(),
          28_881,
          "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      new RemoteFile(
          MnistFile.TEST_IMAGES.gzippedName(),
          1_648_877,
          "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      new RemoteFile(
          MnistFile.TEST_LABELS.gzippedName(),
          4_542,
          "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
  FASHION_MNIST(
      "fashion-mnist",
      "Fashion-MNIST",
      Normalisation.of(0.2860, 0.3530),
      List.of(
          "fashion-mnist",
          "FashionMNIST",
          "fashion-mnist/raw",
          "FashionMNIST/raw",
          "fashion_mnist",
          "fashion"),
      List.of(
          URI.create("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
          URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
      new byte[] {9, 0, 0, 3, 0, 2, 7, 2, 5, 5},
      new RemoteFile(
          MnistFile.TRAIN_IMAGES.gzippedName(),
          26_421_880,
          "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      new RemoteFile(
          MnistFile.TRAIN_LABELS.gzippedName(),
          29_515,
          "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      new RemoteFile(
          MnistFile.TEST_IMAGES.gzippedName(),
          4_422_102,
          "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      new RemoteFile(
          MnistFile.TEST_LABELS.gzippedName(),
          5_148,
          "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

  private final String datasetName;
  private final String title;
  private final Normalisation normalisation;
  private final List<String> subfolders;
  private final List<URI> mirrors;
  private final byte[] firstLabels;
  private final List<RemoteFile> files;

  /**
   * @param files in the order of {@link MnistFile}
   */
  MnistKind(
      String datasetName,
      String title,
      Normalisation normalisation,
      List<String> subfolders,
      List<URI> mirrors,
      byte[] firstLabels,
      RemoteFile... files) {
    this.datasetName = datasetName;
    this.title = title;
    this.normalisation = normalisation;
    this.subfolders = subfolders;
    this.mirrors = mirrors;
    this.firstLabels = firstLabels;
    this.files = List.of(files);
  }

  /** The name that run specifications carry. */
  String datasetName() {
    return datasetName;
  }

  String title() {
    return title;
  }

  Normalisation normalisation() {
    return normalisation;
  }

  /** Where people have the files below a folder that they name. */
  List<String> subfolders() {
    return subfolders;
  }

  /** Addresses of folders, ending in a slash. */
  List<URI> mirrors() {
    return mirrors;
  }

  /** The gzipped file as it lies on the mirrors. */
  RemoteFile remote(MnistFile file) {
    return files.get(file.ordinal());
  }

  /**
   * The one whose training labels these are, if they are known ones. The files of all kinds have
   * the same names, so that one is easily taken for another.
   */
  static Optional<MnistKind> ofLabels(byte[] labels) {
    return Arrays.stream(values())
        .filter(kind -> Arrays.mismatch(kind.firstLabels, labels) == kind.firstLabels.length)
        .findFirst();
  }
}
