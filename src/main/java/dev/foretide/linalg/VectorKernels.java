package dev.foretide.linalg;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API twin, for vectors of any width.
 *
 * <p>Products are computed in tiles that stay in registers while the summed index runs: six rows by
 * two blocks of columns, a block being two vectors. Per index that is 24 multiply-adds for ten
 * loads. Where the processor has 16 vector registers only, tiles are one block wide.
 *
 * <p>Rules for changing it: a method that the compiler may leave uninlined must not take or return
 * vectors, or they are boxed; a change is judged by measuring. See {@link ScalarKernels} for the
 * same arithmetic in few words.
 */
final class VectorKernels extends Kernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int BLOCK = 2 * LANES;

  private static final float[] ONES = new float[LANES];
  private static final float[] HALVES = new float[LANES];

  static {
    Arrays.fill(ONES, 1);
    Arrays.fill(HALVES, 0.5f);
  }

  private static final int TILE_ROWS = 6;

  /** With 16 registers the wide tile is spilled to memory, and slower than the narrow one. */
  private static final boolean THIRTY_TWO_REGISTERS =
      LANES >= 16 || System.getProperty("os.arch", "").equals("aarch64");

  @Override
  public String name() {
    return "vector-" + FLOATS.vectorBitSize();
  }

  @Override
  public int stride(int columns) {
    return (columns + BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * Blocks of columns. Packed, a block is contiguous; over a matrix that is read in place, a block
   * is a strip of it.
   */
  private static final class Blocks extends PackedMatrix {
    final float[] data;
    final int offset;
    final int blockStride;
    final int rowStride;

    Blocks(int rows, int columns) {
      super(rows, columns);
      int blocks = (columns + BLOCK - 1) / BLOCK;
      data = new float[blocks * rows * BLOCK];
      offset = 0;
      blockStride = rows * BLOCK;
      rowStride = BLOCK;
    }

    Blocks(Matrix source) {
      super(source.rows(), source.columns());
      data = source.data;
      offset = source.offset;
      blockStride = BLOCK;
      rowStride = source.rowStride;
    }

    int at(int block) {
      return offset + block * blockStride;
    }

    @Override
    void set(int row, int column, float value) {
      data[at(column / BLOCK) + row * rowStride + column % BLOCK] = value;
    }
  }

  @Override
  PackedMatrix packed(int rows, int columns) {
    return new Blocks(rows, columns);
  }

  @Override
  void multiply(Matrix init, Matrix a, PackedMatrix b, Matrix c) {
    Blocks w = (Blocks) b;
    if (c.rows() > 1) {
      new Tiles(init, a, w, c).run();
      return;
    }
    int blocks = stride(c.columns()) / BLOCK;
    int block = 0;
    for (; block + 4 <= blocks; block += 4) {
      multiplyRowByFour(init, a, w, c, block);
    }
    for (; block + 2 <= blocks; block += 2) {
      multiplyRowByTwo(init, a, w, c, block);
    }
    if (block < blocks) {
      multiplyRowByLast(init, a, w, c, block);
    }
  }

  @Override
  void multiplyTransposed(Matrix a, Matrix b, Matrix c) {
    new Tiles(c, a.transposed(), new Blocks(b), c).run();
  }

  /** One row by four blocks: eight chains, as many as two multiply-adds a cycle keep busy. */
  private static void multiplyRowByFour(Matrix init, Matrix a, Blocks b, Matrix c, int block) {
    float[] x = a.data;
    float[] w = b.data;
    float[] from = init.data;
    int i = init.offset + block * BLOCK;
    FloatVector s0 = FloatVector.fromArray(FLOATS, from, i);
    FloatVector s1 = FloatVector.fromArray(FLOATS, from, i + LANES);
    FloatVector s2 = FloatVector.fromArray(FLOATS, from, i + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(FLOATS, from, i + 3 * LANES);
    FloatVector s4 = FloatVector.fromArray(FLOATS, from, i + 4 * LANES);
    FloatVector s5 = FloatVector.fromArray(FLOATS, from, i + 5 * LANES);
    FloatVector s6 = FloatVector.fromArray(FLOATS, from, i + 6 * LANES);
    FloatVector s7 = FloatVector.fromArray(FLOATS, from, i + 7 * LANES);
    int p = b.at(block);
    int q = b.at(block + 1);
    int r = b.at(block + 2);
    int s = b.at(block + 3);
    int end = a.offset + a.columns();
    for (int at = a.offset; at < end; at++) {
      FloatVector y = FloatVector.broadcast(FLOATS, x[at]);
      s0 = y.fma(FloatVector.fromArray(FLOATS, w, p), s0);
      s1 = y.fma(FloatVector.fromArray(FLOATS, w, p + LANES), s1);
      s2 = y.fma(FloatVector.fromArray(FLOATS, w, q), s2);
      s3 = y.fma(FloatVector.fromArray(FLOATS, w, q + LANES), s3);
      s4 = y.fma(FloatVector.fromArray(FLOATS, w, r), s4);
      s5 = y.fma(FloatVector.fromArray(FLOATS, w, r + LANES), s5);
      s6 = y.fma(FloatVector.fromArray(FLOATS, w, s), s6);
      s7 = y.fma(FloatVector.fromArray(FLOATS, w, s + LANES), s7);
      p += BLOCK;
      q += BLOCK;
      r += BLOCK;
      s += BLOCK;
    }
    float[] to = c.data;
    int o = c.offset + block * BLOCK;
    s0.intoArray(to, o);
    s1.intoArray(to, o + LANES);
    s2.intoArray(to, o + 2 * LANES);
    s3.intoArray(to, o + 3 * LANES);
    s4.intoArray(to, o + 4 * LANES);
    s5.intoArray(to, o + 5 * LANES);
    s6.intoArray(to, o + 6 * LANES);
    s7.intoArray(to, o + 7 * LANES);
  }

  /** Four chains, two indices at a time: of so few the loop itself is felt. */
  private static void multiplyRowByTwo(Matrix init, Matrix a, Blocks b, Matrix c, int block) {
    float[] x = a.data;
    float[] w = b.data;
    int from = init.offset + block * BLOCK;
    FloatVector s0 = FloatVector.fromArray(FLOATS, init.data, from);
    FloatVector s1 = FloatVector.fromArray(FLOATS, init.data, from + LANES);
    FloatVector s2 = FloatVector.fromArray(FLOATS, init.data, from + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(FLOATS, init.data, from + 3 * LANES);
    int p = b.at(block);
    int q = b.at(block + 1);
    int at = a.offset;
    int end = at + a.columns();
    for (; at + 2 <= end; at += 2, p += 2 * BLOCK, q += 2 * BLOCK) {
      FloatVector y = FloatVector.broadcast(FLOATS, x[at]);
      s0 = y.fma(FloatVector.fromArray(FLOATS, w, p), s0);
      s1 = y.fma(FloatVector.fromArray(FLOATS, w, p + LANES), s1);
      s2 = y.fma(FloatVector.fromArray(FLOATS, w, q), s2);
      s3 = y.fma(FloatVector.fromArray(FLOATS, w, q + LANES), s3);
      FloatVector z = FloatVector.broadcast(FLOATS, x[at + 1]);
      s0 = z.fma(FloatVector.fromArray(FLOATS, w, p + BLOCK), s0);
      s1 = z.fma(FloatVector.fromArray(FLOATS, w, p + BLOCK + LANES), s1);
      s2 = z.fma(FloatVector.fromArray(FLOATS, w, q + BLOCK), s2);
      s3 = z.fma(FloatVector.fromArray(FLOATS, w, q + BLOCK + LANES), s3);
    }
    if (at < end) {
      FloatVector y = FloatVector.broadcast(FLOATS, x[at]);
      s0 = y.fma(FloatVector.fromArray(FLOATS, w, p), s0);
      s1 = y.fma(FloatVector.fromArray(FLOATS, w, p + LANES), s1);
      s2 = y.fma(FloatVector.fromArray(FLOATS, w, q), s2);
      s3 = y.fma(FloatVector.fromArray(FLOATS, w, q + LANES), s3);
    }
    int to = c.offset + block * BLOCK;
    s0.intoArray(c.data, to);
    s1.intoArray(c.data, to + LANES);
    s2.intoArray(c.data, to + 2 * LANES);
    s3.intoArray(c.data, to + 3 * LANES);
  }

  private static void multiplyRowByLast(Matrix init, Matrix a, Blocks b, Matrix c, int block) {
    float[] x = a.data;
    float[] w = b.data;
    int from = init.offset + block * BLOCK;
    FloatVector s0 = FloatVector.fromArray(FLOATS, init.data, from);
    FloatVector s1 = FloatVector.fromArray(FLOATS, init.data, from + LANES);
    int depth = a.columns();
    int p = b.at(block);
    for (int k = 0; k < depth; k++, p += BLOCK) {
      FloatVector y = FloatVector.broadcast(FLOATS, x[a.offset + k]);
      s0 = y.fma(FloatVector.fromArray(FLOATS, w, p), s0);
      s1 = y.fma(FloatVector.fromArray(FLOATS, w, p + LANES), s1);
    }
    int to = c.offset + block * BLOCK;
    s0.intoArray(c.data, to);
    s1.intoArray(c.data, to + LANES);
  }

  /**
   * A product of several rows. Below the last row tiles compute the last row again, with the same
   * result, so that there is one kind of tile.
   */
  private static final class Tiles {
    private final Matrix init;
    private final Matrix a;
    private final Blocks b;
    private final Matrix c;
    private final int depth;
    private final int lastRow;

    Tiles(Matrix init, Matrix a, Blocks b, Matrix c) {
      this.init = init;
      this.a = a;
      this.b = b;
      this.c = c;
      this.depth = a.columns();
      this.lastRow = c.rows() - 1;
    }

    /** Blocks outside, rows inside: the block's weights stay in the first cache. */
    void run() {
      int blocks = (c.columns() + BLOCK - 1) / BLOCK;
      int block = 0;
      if (THIRTY_TWO_REGISTERS) {
        for (; block + 2 <= blocks; block += 2) {
          for (int row = 0; row <= lastRow; row += TILE_ROWS) {
            wide(row, block);
          }
        }
      }
      for (; block < blocks; block++) {
        for (int row = 0; row <= lastRow; row += TILE_ROWS) {
          narrow(row, block);
        }
      }
    }

    /** Six rows by two blocks. */
    private void wide(int row, int block) {
      int row1 = Math.min(row + 1, lastRow);
      int row2 = Math.min(row + 2, lastRow);
      int row3 = Math.min(row + 3, lastRow);
      int row4 = Math.min(row + 4, lastRow);
      int row5 = Math.min(row + 5, lastRow);
      float[] from = init.data;
      int column = block * BLOCK;
      int i0 = init.index(row, column);
      int i1 = init.index(row1, column);
      int i2 = init.index(row2, column);
      int i3 = init.index(row3, column);
      int i4 = init.index(row4, column);
      int i5 = init.index(row5, column);
      FloatVector s00 = FloatVector.fromArray(FLOATS, from, i0);
      FloatVector s01 = FloatVector.fromArray(FLOATS, from, i0 + LANES);
      FloatVector s02 = FloatVector.fromArray(FLOATS, from, i0 + 2 * LANES);
      FloatVector s03 = FloatVector.fromArray(FLOATS, from, i0 + 3 * LANES);
      FloatVector s10 = FloatVector.fromArray(FLOATS, from, i1);
      FloatVector s11 = FloatVector.fromArray(FLOATS, from, i1 + LANES);
      FloatVector s12 = FloatVector.fromArray(FLOATS, from, i1 + 2 * LANES);
      FloatVector s13 = FloatVector.fromArray(FLOATS, from, i1 + 3 * LANES);
      FloatVector s20 = FloatVector.fromArray(FLOATS, from, i2);
      FloatVector s21 = FloatVector.fromArray(FLOATS, from, i2 + LANES);
      FloatVector s22 = FloatVector.fromArray(FLOATS, from, i2 + 2 * LANES);
      FloatVector s23 = FloatVector.fromArray(FLOATS, from, i2 + 3 * LANES);
      FloatVector s30 = FloatVector.fromArray(FLOATS, from, i3);
      FloatVector s31 = FloatVector.fromArray(FLOATS, from, i3 + LANES);
      FloatVector s32 = FloatVector.fromArray(FLOATS, from, i3 + 2 * LANES);
      FloatVector s33 = FloatVector.fromArray(FLOATS, from, i3 + 3 * LANES);
      FloatVector s40 = FloatVector.fromArray(FLOATS, from, i4);
      FloatVector s41 = FloatVector.fromArray(FLOATS, from, i4 + LANES);
      FloatVector s42 = FloatVector.fromArray(FLOATS, from, i4 + 2 * LANES);
      FloatVector s43 = FloatVector.fromArray(FLOATS, from, i4 + 3 * LANES);
      FloatVector s50 = FloatVector.fromArray(FLOATS, from, i5);
      FloatVector s51 = FloatVector.fromArray(FLOATS, from, i5 + LANES);
      FloatVector s52 = FloatVector.fromArray(FLOATS, from, i5 + 2 * LANES);
      FloatVector s53 = FloatVector.fromArray(FLOATS, from, i5 + 3 * LANES);
      float[] x = a.data;
      int x0 = a.index(row, 0);
      int x1 = a.index(row1, 0);
      int x2 = a.index(row2, 0);
      int x3 = a.index(row3, 0);
      int x4 = a.index(row4, 0);
      int x5 = a.index(row5, 0);
      float[] w = b.data;
      int stride = b.rowStride;
      int step = a.columnStride;
      int p = b.at(block);
      int q = b.at(block + 1);
      for (int k = 0, j = 0; k < depth; k++, j += step, p += stride, q += stride) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, w, p);
        FloatVector w1 = FloatVector.fromArray(FLOATS, w, p + LANES);
        FloatVector w2 = FloatVector.fromArray(FLOATS, w, q);
        FloatVector w3 = FloatVector.fromArray(FLOATS, w, q + LANES);
        FloatVector y0 = FloatVector.broadcast(FLOATS, x[x0 + j]);
        s00 = y0.fma(w0, s00);
        s01 = y0.fma(w1, s01);
        s02 = y0.fma(w2, s02);
        s03 = y0.fma(w3, s03);
        FloatVector y1 = FloatVector.broadcast(FLOATS, x[x1 + j]);
        s10 = y1.fma(w0, s10);
        s11 = y1.fma(w1, s11);
        s12 = y1.fma(w2, s12);
        s13 = y1.fma(w3, s13);
        FloatVector y2 = FloatVector.broadcast(FLOATS, x[x2 + j]);
        s20 = y2.fma(w0, s20);
        s21 = y2.fma(w1, s21);
        s22 = y2.fma(w2, s22);
        s23 = y2.fma(w3, s23);
        FloatVector y3 = FloatVector.broadcast(FLOATS, x[x3 + j]);
        s30 = y3.fma(w0, s30);
        s31 = y3.fma(w1, s31);
        s32 = y3.fma(w2, s32);
        s33 = y3.fma(w3, s33);
        FloatVector y4 = FloatVector.broadcast(FLOATS, x[x4 + j]);
        s40 = y4.fma(w0, s40);
        s41 = y4.fma(w1, s41);
        s42 = y4.fma(w2, s42);
        s43 = y4.fma(w3, s43);
        FloatVector y5 = FloatVector.broadcast(FLOATS, x[x5 + j]);
        s50 = y5.fma(w0, s50);
        s51 = y5.fma(w1, s51);
        s52 = y5.fma(w2, s52);
        s53 = y5.fma(w3, s53);
      }
      float[] to = c.data;
      int c0 = c.index(row, column);
      int c1 = c.index(row1, column);
      int c2 = c.index(row2, column);
      int c3 = c.index(row3, column);
      int c4 = c.index(row4, column);
      int c5 = c.index(row5, column);
      s00.intoArray(to, c0);
      s01.intoArray(to, c0 + LANES);
      s02.intoArray(to, c0 + 2 * LANES);
      s03.intoArray(to, c0 + 3 * LANES);
      s10.intoArray(to, c1);
      s11.intoArray(to, c1 + LANES);
      s12.intoArray(to, c1 + 2 * LANES);
      s13.intoArray(to, c1 + 3 * LANES);
      s20.intoArray(to, c2);
      s21.intoArray(to, c2 + LANES);
      s22.intoArray(to, c2 + 2 * LANES);
      s23.intoArray(to, c2 + 3 * LANES);
      s30.intoArray(to, c3);
      s31.intoArray(to, c3 + LANES);
      s32.intoArray(to, c3 + 2 * LANES);
      s33.intoArray(to, c3 + 3 * LANES);
      s40.intoArray(to, c4);
      s41.intoArray(to, c4 + LANES);
      s42.intoArray(to, c4 + 2 * LANES);
      s43.intoArray(to, c4 + 3 * LANES);
      s50.intoArray(to, c5);
      s51.intoArray(to, c5 + LANES);
      s52.intoArray(to, c5 + 2 * LANES);
      s53.intoArray(to, c5 + 3 * LANES);
    }

    /** Six rows by one block. */
    private void narrow(int row, int block) {
      int row1 = Math.min(row + 1, lastRow);
      int row2 = Math.min(row + 2, lastRow);
      int row3 = Math.min(row + 3, lastRow);
      int row4 = Math.min(row + 4, lastRow);
      int row5 = Math.min(row + 5, lastRow);
      float[] from = init.data;
      int column = block * BLOCK;
      int i0 = init.index(row, column);
      int i1 = init.index(row1, column);
      int i2 = init.index(row2, column);
      int i3 = init.index(row3, column);
      int i4 = init.index(row4, column);
      int i5 = init.index(row5, column);
      FloatVector s00 = FloatVector.fromArray(FLOATS, from, i0);
      FloatVector s01 = FloatVector.fromArray(FLOATS, from, i0 + LANES);
      FloatVector s10 = FloatVector.fromArray(FLOATS, from, i1);
      FloatVector s11 = FloatVector.fromArray(FLOATS, from, i1 + LANES);
      FloatVector s20 = FloatVector.fromArray(FLOATS, from, i2);
      FloatVector s21 = FloatVector.fromArray(FLOATS, from, i2 + LANES);
      FloatVector s30 = FloatVector.fromArray(FLOATS, from, i3);
      FloatVector s31 = FloatVector.fromArray(FLOATS, from, i3 + LANES);
      FloatVector s40 = FloatVector.fromArray(FLOATS, from, i4);
      FloatVector s41 = FloatVector.fromArray(FLOATS, from, i4 + LANES);
      FloatVector s50 = FloatVector.fromArray(FLOATS, from, i5);
      FloatVector s51 = FloatVector.fromArray(FLOATS, from, i5 + LANES);
      float[] x = a.data;
      int x0 = a.index(row, 0);
      int x1 = a.index(row1, 0);
      int x2 = a.index(row2, 0);
      int x3 = a.index(row3, 0);
      int x4 = a.index(row4, 0);
      int x5 = a.index(row5, 0);
      float[] w = b.data;
      int stride = b.rowStride;
      int step = a.columnStride;
      int p = b.at(block);
      for (int k = 0, j = 0; k < depth; k++, j += step, p += stride) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, w, p);
        FloatVector w1 = FloatVector.fromArray(FLOATS, w, p + LANES);
        FloatVector y0 = FloatVector.broadcast(FLOATS, x[x0 + j]);
        s00 = y0.fma(w0, s00);
        s01 = y0.fma(w1, s01);
        FloatVector y1 = FloatVector.broadcast(FLOATS, x[x1 + j]);
        s10 = y1.fma(w0, s10);
        s11 = y1.fma(w1, s11);
        FloatVector y2 = FloatVector.broadcast(FLOATS, x[x2 + j]);
        s20 = y2.fma(w0, s20);
        s21 = y2.fma(w1, s21);
        FloatVector y3 = FloatVector.broadcast(FLOATS, x[x3 + j]);
        s30 = y3.fma(w0, s30);
        s31 = y3.fma(w1, s31);
        FloatVector y4 = FloatVector.broadcast(FLOATS, x[x4 + j]);
        s40 = y4.fma(w0, s40);
        s41 = y4.fma(w1, s41);
        FloatVector y5 = FloatVector.broadcast(FLOATS, x[x5 + j]);
        s50 = y5.fma(w0, s50);
        s51 = y5.fma(w1, s51);
      }
      float[] to = c.data;
      int c0 = c.index(row, column);
      int c1 = c.index(row1, column);
      int c2 = c.index(row2, column);
      int c3 = c.index(row3, column);
      int c4 = c.index(row4, column);
      int c5 = c.index(row5, column);
      s00.intoArray(to, c0);
      s01.intoArray(to, c0 + LANES);
      s10.intoArray(to, c1);
      s11.intoArray(to, c1 + LANES);
      s20.intoArray(to, c2);
      s21.intoArray(to, c2 + LANES);
      s30.intoArray(to, c3);
      s31.intoArray(to, c3 + LANES);
      s40.intoArray(to, c4);
      s41.intoArray(to, c4 + LANES);
      s50.intoArray(to, c5);
      s51.intoArray(to, c5 + LANES);
    }
  }

  /** Something done to all rows of a step. */
  private interface Pass {
    void over(LstmStep step);
  }

  /**
   * In order. They are called through an array of several kinds so that each is compiled by itself:
   * together they are more than C2 is willing to inline, and what it leaves out is boxed.
   */
  private static final Pass[] FORWARD = {
    VectorKernels::activateGates,
    VectorKernels::addGated,
    VectorKernels::tanhOfCells,
    VectorKernels::output
  };

  @Override
  public void forward(LstmStep step) {
    for (Pass pass : FORWARD) {
      pass.over(step);
    }
  }

  private static void activateGates(LstmStep step) {
    for (int r = 0; r < step.gates.rows(); r++) {
      int n = step.scale.length;
      scaledTanh(step.gates.data, step.gates.index(r, 0), n, step.scale, 1);
    }
  }

  /**
   * {@code c' = f c + i g}, copied to where its tanh will be. The last vector may reach beyond the
   * units: what it reads there are other gates, what it writes lies between rows.
   */
  private static void addGated(LstmStep step) {
    int n = step.units;
    float[] gates = step.gates.data;
    for (int r = 0; r < step.gates.rows(); r++) {
      int z = step.gates.index(r, 0);
      int before = step.cellBefore.index(r, 0);
      int after = step.cell.index(r, 0);
      int tanh = step.cellTanh.index(r, 0);
      for (int u = 0; u < n; u += LANES) {
        FloatVector i = FloatVector.fromArray(FLOATS, gates, z + u);
        FloatVector f = FloatVector.fromArray(FLOATS, gates, z + n + u);
        FloatVector g = FloatVector.fromArray(FLOATS, gates, z + 2 * n + u);
        FloatVector c = FloatVector.fromArray(FLOATS, step.cellBefore.data, before + u);
        FloatVector next = f.fma(c, i.mul(g));
        next.intoArray(step.cell.data, after + u);
        next.intoArray(step.cellTanh.data, tanh + u);
      }
    }
  }

  private static void tanhOfCells(LstmStep step) {
    int whole = (step.units + LANES - 1) / LANES * LANES;
    for (int r = 0; r < step.gates.rows(); r++) {
      scaledTanh(step.cellTanh.data, step.cellTanh.index(r, 0), whole, ONES, 0);
    }
  }

  /** {@code h' = o tanh(c')}, up to whole vectors. */
  private static void output(LstmStep step) {
    int n = step.units;
    for (int r = 0; r < step.gates.rows(); r++) {
      int o = step.gates.index(r, 3 * n);
      int tanh = step.cellTanh.index(r, 0);
      int hidden = step.hidden.index(r, 0);
      for (int u = 0; u < n; u += LANES) {
        FloatVector.fromArray(FLOATS, step.gates.data, o + u)
            .mul(FloatVector.fromArray(FLOATS, step.cellTanh.data, tanh + u))
            .intoArray(step.hidden.data, hidden + u);
      }
    }
  }

  @Override
  void cellBackward(LstmStep step, Matrix dHidden, Matrix dCell) {
    int whole = FLOATS.loopBound(step.units);
    for (int r = 0; r < step.gates.rows(); r++) {
      cellBackward(step, dHidden, dCell, r);
      for (int u = whole; u < step.units; u++) {
        cellBackward(step, dHidden, dCell, r, u);
      }
    }
  }

  private static void cellBackward(LstmStep step, Matrix dHidden, Matrix dCell, int row) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    float[] gates = step.gates.data;
    int n = step.units;
    int z = step.gates.index(row, 0);
    int before = step.cellBefore.index(row, 0);
    int tanh = step.cellTanh.index(row, 0);
    int dh = dHidden.index(row, 0);
    int dc = dCell.index(row, 0);
    for (int u = 0; u < FLOATS.loopBound(n); u += LANES) {
      FloatVector i = FloatVector.fromArray(FLOATS, gates, z + u);
      FloatVector f = FloatVector.fromArray(FLOATS, gates, z + n + u);
      FloatVector g = FloatVector.fromArray(FLOATS, gates, z + 2 * n + u);
      FloatVector o = FloatVector.fromArray(FLOATS, gates, z + 3 * n + u);
      FloatVector c = FloatVector.fromArray(FLOATS, step.cellBefore.data, before + u);
      FloatVector t = FloatVector.fromArray(FLOATS, step.cellTanh.data, tanh + u);
      FloatVector d = FloatVector.fromArray(FLOATS, dHidden.data, dh + u);
      FloatVector e = FloatVector.fromArray(FLOATS, dCell.data, dc + u);
      e = d.mul(o).fma(one.sub(t.mul(t)), e);
      e.mul(g).mul(i.sub(i.mul(i))).intoArray(gates, z + u);
      e.mul(c).mul(f.sub(f.mul(f))).intoArray(gates, z + n + u);
      e.mul(i).mul(one.sub(g.mul(g))).intoArray(gates, z + 2 * n + u);
      d.mul(t).mul(o.sub(o.mul(o))).intoArray(gates, z + 3 * n + u);
      e.mul(f).intoArray(dCell.data, dc + u);
    }
  }

  @Override
  void scaledTanh(float[] v, int n, float scale) {
    int whole = FLOATS.loopBound(n);
    scaledTanh(v, 0, whole, scale == 1 ? ONES : HALVES, 0);
    for (int j = whole; j < n; j++) {
      v[j] = scaledTanh(v[j], scale);
    }
  }

  /**
   * {@code v = s tanh(s v) + 1 - s}, in place.
   *
   * @param n a multiple of the lanes
   * @param scale s, read every {@code scaleStep} floats per float of v: 1, or 0 for the same ones
   */
  private static void scaledTanh(float[] v, int from, int n, float[] scale, int scaleStep) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    FloatVector high = FloatVector.broadcast(FLOATS, TANH_CLAMP);
    FloatVector low = FloatVector.broadcast(FLOATS, -TANH_CLAMP);
    for (int j = 0; j < n; j += LANES) {
      FloatVector s = FloatVector.fromArray(FLOATS, scale, j * scaleStep);
      FloatVector x = FloatVector.fromArray(FLOATS, v, from + j).mul(s).min(high).max(low);
      FloatVector z = x.mul(x);
      FloatVector p = z.fma(FloatVector.broadcast(FLOATS, P6), FloatVector.broadcast(FLOATS, P5));
      p = z.fma(p, FloatVector.broadcast(FLOATS, P4));
      p = z.fma(p, FloatVector.broadcast(FLOATS, P3));
      p = z.fma(p, FloatVector.broadcast(FLOATS, P2));
      p = z.fma(p, FloatVector.broadcast(FLOATS, P1));
      p = z.fma(p, FloatVector.broadcast(FLOATS, P0));
      FloatVector q = z.fma(FloatVector.broadcast(FLOATS, Q3), FloatVector.broadcast(FLOATS, Q2));
      q = z.fma(q, FloatVector.broadcast(FLOATS, Q1));
      q = z.fma(q, FloatVector.broadcast(FLOATS, Q0));
      s.fma(x.mul(p).div(q), one.sub(s)).intoArray(v, from + j);
    }
  }
}
