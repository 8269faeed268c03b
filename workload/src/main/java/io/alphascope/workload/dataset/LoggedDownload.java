package io.alphascope.workload.dataset;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the log for each tenth of a large file, and for each small one. */
public final class LoggedDownload implements DownloadProgress {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedDownload.class);

  private String file = "";
  private long tenths;

  @Override
  public synchronized void advanced(String downloading, long received, long total) {
    if (!file.equals(downloading)) {
      file = downloading;
      tenths = 0;
    }
    long reached = 10 * received / total;
    if (reached > tenths) {
      tenths = reached;
      LOG.info("Downloading {}: {} % of {} kB", file, 10 * tenths, total / 1000);
    }
  }
}
