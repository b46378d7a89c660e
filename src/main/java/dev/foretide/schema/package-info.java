/**
 * Avro schemas: our own, those of others in a registry, and values read by them within bounds.
 *
 * <p>Start with {@link dev.foretide.schema.SchemaRegistry}. What it is asked may be slow, so it
 * remembers, and says in bounded time that it does not know. {@link dev.foretide.schema.AvroInput}
 * trusts neither lengths nor nesting. Knows nothing of topologies, or of what a reading is.
 */
@NullMarked
package dev.foretide.schema;

import org.jspecify.annotations.NullMarked;
