/**
 * The commands, and the only place where parts are wired.
 *
 * <p>Start with {@link dev.foretide.cli.Main}, then {@link dev.foretide.cli.Application}, which
 * puts a running forecaster together from topology, metrics and HTTP. Exit codes: 0 done, 1 the
 * input or the configuration is wrong, 2 usage, 70 a bug.
 */
@NullMarked
package dev.foretide.cli;

import org.jspecify.annotations.NullMarked;
