package io.alphascope.cli.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Steps of networks in files, as PyTorch exports them; make.py beside the archive writes them. */
public final class ExportedNetworks {
  private ExportedNetworks() {}

  /** Writes the folders of the archive. */
  public static void unpack(Path into) throws IOException {
    try (InputStream packed =
            ExportedNetworks.class.getResourceAsStream("networks/networks.zip.gz");
        ZipInputStream zip = new ZipInputStream(new GZIPInputStream(packed))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = into.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
  }
}
