package dev.foretide.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * {@code GET /api/events}: one listener's frames as server-sent events.
 *
 * <p>The request's own thread writes, and nobody waits for it: where the network stalls, the
 * listener's queue fills up and is closed, and the connection's idle timeout ends the write.
 */
final class EventStream implements Handler {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

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
      write(listener, ctx.res().getOutputStream());
    } catch (IOException e) {
      // The reader went away: the ordinary end of an event stream.
      throw new StreamEndedException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
    } finally {
      live.leave(listener);
    }
  }

  private static void write(LiveListener listener, ServletOutputStream out)
      throws IOException, InterruptedException {
    out.write(LiveFrames.HELLO);
    out.flush();
    while (!listener.closed()) {
      byte[] frame = listener.take(HEARTBEAT);
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
