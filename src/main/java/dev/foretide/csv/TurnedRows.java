package dev.foretide.csv;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows from the last to the first, in bounded memory: they are written to a temporary file in
 * blocks, and the blocks are read from the last to the first. Owned by one thread.
 */
final class TurnedRows implements Closeable {
  private static final int BLOCK = 4096;

  private record Block(long from, long end, int rows) {}

  private final Path file;
  private final RandomAccessFile blocksOnDisk;
  private final List<Block> blocks = new ArrayList<>();
  private final List<CsvRow> ready = new ArrayList<>();

  /** Reads all rows of the source. */
  TurnedRows(RowSource rows) throws IOException {
    this.file = Files.createTempFile("foretide-rows", ".tmp");
    try {
      write(rows);
      this.blocksOnDisk = new RandomAccessFile(file.toFile(), "r");
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void write(RowSource rows) throws IOException {
    long at = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      CsvRow row = rows.next();
      while (row != null) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(block);
        int count = 0;
        for (; row != null && count < BLOCK; row = rows.next()) {
          write(row, data);
          count++;
        }
        block.writeTo(out);
        blocks.add(new Block(at, at + block.size(), count));
        at += block.size();
      }
    }
  }

  private static void write(CsvRow row, DataOutputStream data) throws IOException {
    data.writeLong(row.line());
    text(row.series(), data);
    Instant at = row.at();
    data.writeLong(at.getEpochSecond());
    data.writeInt(at.getNano());
    text(row.time(), data);
    data.writeInt(row.numbers().length);
    for (String number : row.numbers()) {
      text(number == null ? "" : number, data);
    }
  }

  /** Of any length, which {@code writeUTF} is not. */
  private static void text(String text, DataOutputStream data) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    data.writeInt(bytes.length);
    data.write(bytes);
  }

  private static String text(DataInputStream data) throws IOException {
    return new String(data.readNBytes(data.readInt()), StandardCharsets.UTF_8);
  }

  private static CsvRow read(DataInputStream data) throws IOException {
    long line = data.readLong();
    String series = text(data);
    Instant at = Instant.ofEpochSecond(data.readLong(), data.readInt());
    String time = text(data);
    @Nullable String[] numbers = new @Nullable String[data.readInt()];
    for (int i = 0; i < numbers.length; i++) {
      String number = text(data);
      numbers[i] = number.isEmpty() ? null : number;
    }
    return new CsvRow(line, series, at, time, numbers);
  }

  /** The row before the one that came last, or null at the beginning of the file. */
  @Nullable CsvRow next() {
    if (ready.isEmpty() && !blocks.isEmpty()) {
      readBlock(blocks.remove(blocks.size() - 1));
    }
    return ready.isEmpty() ? null : ready.remove(ready.size() - 1);
  }

  private void readBlock(Block block) {
    try {
      byte[] bytes = new byte[Math.toIntExact(block.end() - block.from())];
      blocksOnDisk.seek(block.from());
      blocksOnDisk.readFully(bytes);
      DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
      for (int i = 0; i < block.rows(); i++) {
        ready.add(read(data));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      blocksOnDisk.close();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
