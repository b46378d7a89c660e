/**
 * What must hold in the cluster before readings flow: names, topics, rights, roles, and the
 * settings of the Kafka clients.
 *
 * <p>Start with {@link dev.foretide.stream.cluster.StartupChecks}, which runs the checks in order;
 * {@link dev.foretide.stream.cluster.Names} has every durable name of the topology. The checks only
 * look, and {@link dev.foretide.stream.cluster.Topics} alone creates anything. Knows no processor.
 */
@NullMarked
package dev.foretide.stream.cluster;

import org.jspecify.annotations.NullMarked;
