/**
 * A trained artifact and its use for one series: network, linear head, scales of the residuals,
 * provenance.
 *
 * <p>Start with {@link dev.foretide.model.Model}, then {@link dev.foretide.model.NetworkInputs} and
 * {@link dev.foretide.model.Regressors}, which trainer and evaluator share, so that what is learnt
 * and what is applied cannot differ. {@link dev.foretide.model.ModelCodec} gives a model its bytes:
 * safetensors, whose JSON header is read with Jackson's streaming parser, the one third party here.
 * Nothing here knows a clock, a thread, a logger or Kafka.
 */
@NullMarked
package dev.foretide.model;

import org.jspecify.annotations.NullMarked;
