package io.alphascope.curvatureservice.observe;

import io.alphascope.workload.dataset.DownloadProgress;
import org.jboss.logging.Logger;

/** Says in the log that a data set is being fetched: the steps that wait for it wait long. */
final class LoggedDownload implements DownloadProgress {

  private static final Logger LOG = Logger.getLogger(LoggedDownload.class);

  private String current = "";

  @Override
  public synchronized void advanced(String file, long received, long total) {
    if (!file.equals(current)) {
      current = file;
      LOG.infof("downloading %s, %d bytes", file, total);
    }
    if (received == total) {
      LOG.infof("downloaded %s", file);
    }
  }
}
