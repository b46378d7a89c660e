package dev.foretide.bench;

/**
 * What one measured stretch of a run came to.
 *
 * @param readingsPerSecond taken in
 * @param cpuMicros processor time of this process per reading, all threads
 * @param bytesAllocated on the heap per reading, by the stream threads
 */
record Turn(double readingsPerSecond, double cpuMicros, double bytesAllocated) {}
