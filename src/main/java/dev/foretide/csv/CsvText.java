package dev.foretide.csv;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The text of a file: its beginning to look at, then all of it to read. A file is opened once, so
 * that a pipe will do.
 *
 * <p>A byte-order mark tells the encoding and is no part of the text. Without one it is UTF-8 if
 * the beginning is, UTF-16 if every other byte is zero, and otherwise windows-1252, as spreadsheets
 * and loggers write it.
 */
final class CsvText implements Closeable {
  /** Bytes that are looked at before the first row is read. */
  private static final int HEAD = 1 << 20;

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private final InputStream in;
  private final byte[] bytes;
  private final int mark;
  private final boolean whole;
  private final Charset charset;
  private final String head;

  private CsvText(InputStream in, Path file) throws IOException {
    this.in = in;
    try {
      this.bytes = in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new CsvFormatException(file, 1, "cannot be read: " + e.getMessage());
    }
    this.whole = bytes.length < HEAD;
    int[] found = mark(bytes);
    this.mark = found[0];
    this.charset = found[1] >= 0 ? MARKED[found[1]] : charset(bytes, whole);
    this.head = decode(bytes, mark, charset, whole);
  }

  private static final Charset[] MARKED = {
    StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
  };

  /**
   * Opens a file and reads its beginning.
   *
   * @throws IOException if there is none
   */
  static CsvText open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return new CsvText(in, file);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Length of the byte-order mark, and the place of its encoding, or -1. */
  private static int[] mark(byte[] bytes) {
    int[] start = new int[3];
    for (int i = 0; i < 3; i++) {
      start[i] = i < bytes.length ? bytes[i] & 0xff : -1;
    }
    if (start[0] == 0xef && start[1] == 0xbb && start[2] == 0xbf) {
      return new int[] {3, 0};
    }
    if (start[0] == 0xff && start[1] == 0xfe) {
      return new int[] {2, 1};
    }
    return start[0] == 0xfe && start[1] == 0xff ? new int[] {2, 2} : new int[] {0, -1};
  }

  private static Charset charset(byte[] bytes, boolean whole) {
    int[] zeros = new int[2];
    int looked = Math.min(bytes.length, 1000) & ~1;
    for (int i = 0; i < looked; i++) {
      zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
    }
    if (looked > 4 && zeros[0] + zeros[1] > looked * 2 / 5) {
      return zeros[1] > zeros[0] ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
    boolean malformed =
        decoder(StandardCharsets.UTF_8)
            .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), whole)
            .isError();
    return malformed ? WINDOWS : StandardCharsets.UTF_8;
  }

  private static String decode(byte[] bytes, int from, Charset charset, boolean whole) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CharsetDecoder lenient =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    lenient.decode(ByteBuffer.wrap(bytes, from, bytes.length - from), text, whole);
    return text.flip().toString();
  }

  private static CharsetDecoder decoder(Charset charset) {
    CodingErrorAction action =
        charset.equals(WINDOWS) ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
    return charset.newDecoder().onMalformedInput(action).onUnmappableCharacter(action);
  }

  /** The beginning, as far as it was looked at. */
  String head() {
    return head;
  }

  /** Whether the beginning is all there is. */
  boolean isWhole() {
    return whole;
  }

  Charset charset() {
    return charset;
  }

  /** All of the text, once. */
  Reader reader() {
    InputStream beginning = new ByteArrayInputStream(Arrays.copyOfRange(bytes, mark, bytes.length));
    InputStream all = whole ? beginning : new SequenceInputStream(beginning, in);
    return new InputStreamReader(all, decoder(charset));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
