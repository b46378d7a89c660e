package dev.foretide.backtest;

/**
 * A forecast of one lead whose target has come, with all that was said at its origin.
 *
 * @param series id of the series
 * @param origin start of the step it was issued from, milliseconds since the epoch
 * @param lead steps between origin and target, from 1
 * @param at start of the target's step
 * @param actual what came
 * @param combined what was forecast
 * @param experts {@code [experts]} what each expert said, by {@link
 *     dev.foretide.series.Expert#index}; NaN where it took no part
 * @param weights {@code [experts]} of the experts at the origin
 * @param lower {@code [levels]} ends of the intervals
 * @param upper {@code [levels]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MaturedForecast(
    String series,
    long origin,
    int lead,
    long at,
    float actual,
    float combined,
    float[] experts,
    float[] weights,
    float[] lower,
    float[] upper) {}
