package dev.foretide.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * What stands before the routes: bounds on the rate of requests of one address (429), on the size
 * of a body (413) and of the headers (431), and on connections. Jetty's own handlers, and answers
 * in JSON that hold no stack trace.
 */
final class Limits {
  /** No call has a body. */
  static final int MAX_BODY_BYTES = 8 * 1024;

  static final int MAX_CONNECTIONS = 1_000;

  /** Addresses whose rate is followed at the same time; more than that are refused. */
  private static final int MAX_ADDRESSES = 10_000;

  private Limits() {}

  static void addTo(Server server, int maxRate) {
    DoSHandler rate =
        new DoSHandler(
            DoSHandler.ID_FROM_REMOTE_ADDRESS,
            new DoSHandler.LeakingBucketTrackerFactory(maxRate, maxRate, Duration.ofSeconds(1)),
            new DoSHandler.StatusRejectHandler(HttpStatus.TOO_MANY_REQUESTS_429),
            MAX_ADDRESSES);
    rate.setHandler(new SizeLimitHandler(MAX_BODY_BYTES, -1));
    server.setHandler(rate);
    server.setErrorHandler(new JsonErrors());
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
  }

  /** Errors that are found before a route is. */
  private static final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      HttpFields.Mutable headers = response.getHeaders();
      headers.put("Content-Type", "application/json; charset=utf-8");
      headers.put("Cache-Control", "no-store");
      headers.put("X-Content-Type-Options", "nosniff");
      if (status == HttpStatus.TOO_MANY_REQUESTS_429) {
        headers.put("Retry-After", "1");
      }
      byte[] body = Json.error(HttpStatus.getMessage(status));
      response.write(true, BufferUtil.toBuffer(body), callback);
      return true;
    }
  }
}
