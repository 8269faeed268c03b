package io.alphascope.workload.npy;

import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * An array that stays in its file, mapped into memory and read row by row along its first axis. A
 * file of more than a buffer can hold is mapped in pieces of whole rows. Thread-safe.
 *
 * <p>The file must not change meanwhile. If it is cut short, Java throws {@link InternalError}
 * where its lost pages are read, or soon after.
 */
public final class NpyRows {

  private static final int PIECE_BYTES = 1 << 30;

  private final Path file;
  private final NpyType type;
  private final List<Long> rowShape;
  private final int size;
  private final int rowBytes;
  private final int rowsPerPiece;
  private final List<ByteBuffer> pieces = new ArrayList<>();

  private NpyRows(Path file, NpyHeader header, int rowBytes, int pieceBytes) {
    this.file = file;
    this.type = header.type();
    this.size = Math.toIntExact(header.shape().get(0));
    this.rowShape = header.shape().subList(1, header.shape().size());
    this.rowBytes = rowBytes;
    this.rowsPerPiece = Math.max(1, pieceBytes / rowBytes);
  }

  /**
   * Maps a file.
   *
   * @throws IOException if it cannot be read
   * @throws NpyException if it holds anything else than rows of that content, in C order
   */
  public static NpyRows map(Path file, NpyContent content) throws IOException {
    return map(file, content, PIECE_BYTES);
  }

  static NpyRows map(Path file, NpyContent content, int pieceBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(channel, file, content);
      long start = channel.position();
      long bytes = header.bytesIn(file, channel.size() - start);
      if (bytes == 0 || header.shape().isEmpty()) {
        throw new NpyException(
            "%s has shape %s, expected [n, …] with a row for each of n samples"
                .formatted(file, header.shape()),
            content.remedy(file));
      }
      if (header.fortranOrder() && header.shape().size() > 1) {
        throw new NpyException(
            file + " is in Fortran order, where samples do not lie in one piece",
            "write it again with numpy.save('%s', numpy.ascontiguousarray(a))"
                .formatted(file.getFileName()));
      }
      long rows = header.shape().get(0);
      if (rows > Integer.MAX_VALUE || bytes / rows > PIECE_BYTES) {
        throw new NpyException(
            "%s holds %d rows of %d bytes; there may be %d of at most %d"
                .formatted(file, rows, bytes / rows, Integer.MAX_VALUE, PIECE_BYTES),
            "write a smaller array");
      }
      NpyRows mapped = new NpyRows(file, header, (int) (bytes / rows), pieceBytes);
      mapped.mapPieces(channel, start, bytes);
      return mapped;
    }
  }

  private void mapPieces(FileChannel channel, long start, long bytes) throws IOException {
    long piece = (long) rowsPerPiece * rowBytes;
    for (long at = 0; at < bytes; at += piece) {
      pieces.add(
          channel
              .map(FileChannel.MapMode.READ_ONLY, start + at, Math.min(piece, bytes - at))
              .order(type.order()));
    }
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  /** Shape of one row; none for a single element. */
  public List<Long> rowShape() {
    return rowShape;
  }

  /** Number of elements of one row. */
  public int rowSize() {
    return rowBytes / type.bytes();
  }

  /** Type of the elements as {@link #copy} gives them. */
  public ElementType type() {
    return type.inMemory();
  }

  /** Whether the file holds unsigned bytes, which {@link #copyBytes} gives as they are. */
  public boolean isUnsignedBytes() {
    return type.isUnsignedByte();
  }

  /**
   * Copies the elements of one row, which {@link #type} holds exactly.
   *
   * @param target little-endian; its position advances
   * @throws NpyException at an integer of more than 63 bits
   */
  public void copy(int row, ByteBuffer target) {
    ByteBuffer piece = pieces.get(row / rowsPerPiece);
    int at = row % rowsPerPiece * rowBytes;
    try {
      if (type.isInMemory()) {
        target.put(target.position(), piece, at, rowBytes);
        target.position(target.position() + rowBytes);
      } else {
        for (int end = at + rowBytes; at < end; at += type.bytes()) {
          type.copy(piece, at, target);
        }
      }
    } catch (ArithmeticException tooLarge) {
      throw new NpyException(
          "%s holds %s in row %d, which no class and no index can be"
              .formatted(file, tooLarge.getMessage(), row),
          "correct that element");
    }
  }

  /** Copies the bytes of one row as the file has them. */
  public void copyBytes(int row, byte[] target) {
    pieces.get(row / rowsPerPiece).get(row % rowsPerPiece * rowBytes, target, 0, rowBytes);
  }
}
