package dev.foretide.bench;

import java.util.List;

/**
 * What a run came to; medians over the turns.
 *
 * @param readingsPerSecond of the forecaster
 * @param noopReadingsPerSecond of the same topology without an evaluator
 * @param ratio of the first to the second, median over the pairs of turns
 * @param ratioLeast least of the pairs
 * @param ratioMost most of the pairs
 * @param cpuMicros processor time of the process per reading
 * @param noopCpuMicros the same without an evaluator
 * @param bytesAllocated per reading, by the stream threads
 * @param noopBytesAllocated the same without an evaluator
 * @param stateBytes of a series
 * @param changelogBytes on the broker per reading, compressed
 * @param startSeconds from a start on local states to the first readings
 * @param restoreSeconds the same without local states
 * @param takeOverSeconds from the moment an instance begins to leave until a standby has its tasks
 * @param latencies by load
 */
public record BenchResult(
    BenchSettings settings,
    double readingsPerSecond,
    double noopReadingsPerSecond,
    double ratio,
    double ratioLeast,
    double ratioMost,
    double cpuMicros,
    double noopCpuMicros,
    double bytesAllocated,
    double noopBytesAllocated,
    int stateBytes,
    double changelogBytes,
    double startSeconds,
    double restoreSeconds,
    double takeOverSeconds,
    List<Latency> latencies) {}
