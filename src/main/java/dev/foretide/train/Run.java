package dev.foretide.train;

/**
 * An unbroken stretch of one series, encoded as the live path would have: what was known at each
 * origin, and the labels that came later.
 *
 * @param series id of the series
 * @param firstStep number of the first step
 * @param length number of steps
 * @param usable {@code [length]} whether a step may serve as origin: measured, with a warm scale
 * @param values {@code [length, features]} the window's newest values: measured, filled or held
 * @param spreads {@code [length]} scale of the target
 * @param regressors {@code [length, regressors]} of the linear head
 * @param networkRows {@code [length, inputs]} of the network (stateful), or {@code [length, window,
 *     inputs]} (windowed; zeros where the window was not full)
 * @param labels {@code [length, horizon]} differences to the last value in units of the scale at
 *     the origin; NaN where not measured
 * @param seasonal {@code [length, horizon]} forecasts of the seasonal naive in the same units, NaN
 *     where unknown; empty without a season
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Run(
    String series,
    long firstStep,
    int length,
    boolean[] usable,
    float[] values,
    double[] spreads,
    float[] regressors,
    float[] networkRows,
    float[] labels,
    float[] seasonal) {}
