/**
 * Every key of {@code foretide.properties}: its type, default, rule and meaning, declared once with
 * Kafka's {@code ConfigDef}.
 *
 * <p>Start with {@link dev.foretide.config.Keys}; a new key is one {@code define} there and a
 * getter in {@link dev.foretide.config.ForetideConfig}, or a field of a settings record in {@link
 * dev.foretide.config.SettingsBuilder}. Settings reach the code as validated records that live
 * beside their users, on the floors below. Knows nothing of topology, HTTP or commands.
 */
@NullMarked
package dev.foretide.config;

import org.jspecify.annotations.NullMarked;
