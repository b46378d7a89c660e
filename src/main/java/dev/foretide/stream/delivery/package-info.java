/**
 * What stands in for transactions under {@code at_least_once}: no state overtakes its forecasts,
 * and a process that stood still does not write what is out of date.
 *
 * <p>Start with {@link dev.foretide.stream.delivery.FlushBeforeWriteStore}. Under {@code
 * exactly_once_v2} nothing of this room is used. Knows stores and producers, and nothing of what
 * they hold.
 */
@NullMarked
package dev.foretide.stream.delivery;

import org.jspecify.annotations.NullMarked;
