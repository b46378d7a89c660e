package dev.foretide.train;

import dev.foretide.model.Model;

/**
 * A promoted model under watch, and the one that served before it, which runs beside it on the
 * history that comes in. Immutable.
 *
 * @param fromStep first step whose forecasts are compared: neither model knew anything of it
 */
public record Probation(Model promoted, Model trusted, long fromStep) {}
