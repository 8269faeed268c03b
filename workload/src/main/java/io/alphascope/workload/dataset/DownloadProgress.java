package io.alphascope.workload.dataset;

/** Told how a download goes, on the thread that asked for the data set. */
@FunctionalInterface
public interface DownloadProgress {

  /** For those who do not want to know. */
  DownloadProgress SILENT = (file, received, total) -> {};

  /**
   * @param file the file's name
   * @param received bytes so far; equal to {@code total} in the last call for a file
   * @param total bytes of the whole file
   */
  void advanced(String file, long received, long total);
}
