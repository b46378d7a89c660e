package dev.foretide.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * {@code GET /api/events}: one listener's frames as server-sent events.
 *
 * <p>The request's own thread writes, and nobody waits for it: where the network stalls, the
 * listener's queue fills up and is closed, and the connection's idle timeout ends the write.
 */
final class EventStream implements Handler {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final LiveEvents live;

  EventStream(LiveEvents live) {
    this.live = live;
  }

  @Override
  public void handle(Context ctx) throws IOException {
    LiveListener listener =
        live.listen(ctx.queryParam("series"))
            .orElseThrow(
                () ->
                    new ApiException(
                        503,
                        "%d event streams are open, which is the most one instance serves"
                            .formatted(LiveEvents.MAX_LISTENERS)));
    try {
      ctx.res().setContentType("text/event-stream; charset=utf-8");
      ctx.res().setHeader("Cache-Control", "no-store");
      ctx.res().setHeader("X-Accel-Buffering", "no");
      write(listener, ctx.res().getOutputStream(), HEARTBEAT);
    } catch (IOException e) {
      // The reader went away: the ordinary end of an event stream.
      throw new StreamEndedException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
    } finally {
      live.leave(listener);
    }
  }

  /** Writes until the listener is closed, and a comment whenever nothing came for a while. */
  static void write(LiveListener listener, OutputStream out, Duration heartbeat)
      throws IOException, InterruptedException {
    out.write(LiveFrames.HELLO);
    out.flush();
    while (!listener.closed()) {
      byte[] frame = listener.take(heartbeat);
      out.write(frame == null ? LiveFrames.HEARTBEAT : frame);
      out.flush();
    }
  }

  /** Ends the request without an answer: nobody is there to read it. */
  static final class StreamEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamEndedException(IOException cause) {
      super(cause);
    }
  }
}
