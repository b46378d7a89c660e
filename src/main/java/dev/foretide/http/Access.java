package dev.foretide.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may read, and who may change something: basic authentication and a bearer token (RFC 7617 and
 * 6750). The whole header is compared, in constant time, so that the answer's delay does not tell
 * how much of a guess was right.
 *
 * @param token bearer token of changing calls, with which one may read too; null makes the server
 *     read-only
 * @param user name of basic authentication, without a colon; null, as the password, lets everybody
 *     read
 * @param password password of the same
 */
public record Access(@Nullable String token, @Nullable String user, @Nullable String password) {
  /** No secrets: everybody reads, nobody changes anything. */
  public static final Access READ_ONLY = new Access(null, null, null);

  /** What tells nothing but health, and is asked by machines that carry no password. */
  private static final Set<String> OPEN = Set.of("/livez", "/readyz");

  /** Checks the rules between the fields. */
  public Access {
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException(
          "http.token is blank, must be a secret or absent (read-only)");
    }
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException(
          "http.user and http.password must be set together, or neither");
    }
    if (user != null && (user.isBlank() || user.contains(":"))) {
      throw new IllegalArgumentException(
          "http.user is '" + user + "', must be a name without a colon");
    }
  }

  /** Whether anything that clients send is a secret. */
  boolean hasSecrets() {
    return token != null || password != null;
  }

  /**
   * Lets a reader through.
   *
   * @throws ApiException 401
   */
  void requireReader(Context ctx) {
    if (password == null || OPEN.contains(ctx.path())) {
      return;
    }
    String basic =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    if (!carries(ctx, "Basic " + basic) && !carriesToken(ctx)) {
      ctx.header("WWW-Authenticate", "Basic realm=\"foretide\", charset=\"UTF-8\"");
      throw new ApiException(
          401, "Authorization is missing or wrong, must be 'Basic' with http.user, http.password");
    }
  }

  /**
   * Lets one through who may change something.
   *
   * @throws ApiException 401, or 403 where nobody may
   */
  void requireChanger(Context ctx) {
    if (token == null) {
      throw new ApiException(
          403, "this server is read-only: set http.token and send it as 'Authorization: Bearer'");
    }
    if (!carriesToken(ctx)) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new ApiException(
          401, "Authorization is missing or wrong, must be 'Bearer' and http.token");
    }
  }

  private boolean carriesToken(Context ctx) {
    return token != null && carries(ctx, "Bearer " + token);
  }

  private static boolean carries(Context ctx, String expected) {
    String given = ctx.header("Authorization");
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return (token == null ? "read-only" : "with token")
        + (password == null ? "" : ", readers authenticate");
  }
}
