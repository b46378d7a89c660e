package dev.foretide.stream.delivery;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of a series from overtaking its results, and from being set back by an instance
 * that has lost it, without transactions.
 *
 * <p>A state that has taken in a reading counts it as processed when it comes again. So it may
 * neither reach the disk nor the changelog, which Kafka Streams writes behind this store, before
 * the brokers have the results; else a crash in between loses them. States wait in the record cache
 * above until the commit or until it is full; then the first of them waits for what is under way,
 * and so settles the rest. Where a result has failed, the state is refused and the task is taken up
 * again from its changelog.
 *
 * <p>A process that stood still may find its partitions with another that is further by now. What
 * it had not written before, it must not write: the changelog would have it behind what is newer.
 * So the first state after a {@linkplain StallDetector stall} is refused, and the thread joins its
 * group again, as one does that Kafka Streams knows to be fenced.
 *
 * <p>Written by one stream thread.
 */
public final class FlushBeforeWriteStore implements KeyValueStore<Bytes, byte[]> {
  private final KeyValueStore<Bytes, byte[]> inner;
  private final TrackedClients clients;
  private @Nullable TaskId task;
  private @Nullable TrackedProducer producer;
  private long failuresBefore;
  private int stallsBefore;

  private FlushBeforeWriteStore(KeyValueStore<Bytes, byte[]> inner, TrackedClients clients) {
    this.inner = inner;
    this.clients = clients;
  }

  /** Puts such a store before each that a supplier makes. */
  public static KeyValueBytesStoreSupplier before(
      KeyValueBytesStoreSupplier supplier, TrackedClients clients) {
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return supplier.name();
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new FlushBeforeWriteStore(supplier.get(), clients);
      }

      @Override
      public String metricsScope() {
        return supplier.metricsScope();
      }
    };
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    task = context.taskId();
    stallsBefore = clients.stalls();
    watchProducer();
    inner.init(context, root);
  }

  /** A store may be opened by another thread than the one that comes to own it. */
  private void watchProducer() {
    producer = clients.ofThisThread();
    failuresBefore = producer == null ? 0 : producer.failures();
  }

  private void settle(Bytes series) {
    if (clients.stalls() != stallsBefore) {
      throw new TaskMigratedException(
          "task %s may be with another instance since this process stood still".formatted(task));
    }
    if (producer == null) {
      watchProducer();
    }
    if (producer == null) {
      throw new IllegalStateException(
          "thread %s writes to store %s and has no producer"
              .formatted(Thread.currentThread().getName(), name()));
    }
    producer.settle(series);
    if (producer.failures() != failuresBefore) {
      throw new TaskCorruptedException(task == null ? Set.of() : Set.of(task));
    }
  }

  @Override
  public void put(Bytes series, byte[] state) {
    settle(series);
    inner.put(series, state);
  }

  @Override
  public byte[] putIfAbsent(Bytes series, byte[] state) {
    settle(series);
    return inner.putIfAbsent(series, state);
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> states) {
    states.forEach(state -> settle(state.key));
    inner.putAll(states);
  }

  @Override
  public byte[] delete(Bytes series) {
    settle(series);
    return inner.delete(series);
  }

  @Override
  public byte[] get(Bytes series) {
    return inner.get(series);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return inner.range(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
    return inner.reverseRange(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return inner.all();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseAll() {
    return inner.reverseAll();
  }

  @Override
  public <S extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(
      P prefix, S serializer) {
    return inner.prefixScan(prefix, serializer);
  }

  @Override
  public long approximateNumEntries() {
    return inner.approximateNumEntries();
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public void commit(Map<TopicPartition, Long> offsets) {
    inner.commit(offsets);
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    return inner.committedOffset(partition);
  }

  @Override
  @SuppressWarnings("deprecation") // still asked by Kafka Streams
  public boolean managesOffsets() {
    return inner.managesOffsets();
  }

  @Override
  public boolean persistent() {
    return inner.persistent();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig settings) {
    return inner.query(query, bound, settings);
  }

  @Override
  public Position getPosition() {
    return inner.getPosition();
  }
}
