package io.alphascope.workload.dataset;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A public data set in the files that its authors publish, found where people have them. */
interface OriginalFiles {

  /** The name that run specifications carry. */
  String name();

  /** The name that its authors gave it. */
  String title();

  /**
   * Looks in and below a folder that was named.
   *
   * @param remedy what to do if a file is broken, for messages
   * @return reads them; throws {@link DatasetException} if a file is broken. Empty if no folder
   *     holds them all
   */
  Optional<Supplier<Dataset>> find(Path root, String remedy);

  /** Why {@link #find} finds nothing, and what it looked for: a sentence without a full stop. */
  String missing(Path root);

  /** How to have them where no folder was named, after "or". */
  String otherwise();

  /**
   * Gets what no folder holds.
   *
   * @param datasetFolder in whose subfolder {@link #name} they are then
   * @param remedy as for {@link #find}
   * @throws DatasetUnavailableException if they cannot be had now
   */
  Dataset fetch(Path datasetFolder, DownloadProgress progress, String remedy);
}
