package dev.foretide;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority of one test, and what it signs: PKCS#12 files that the JDK's own keytool
 * makes, valid for a day.
 */
public final class Certificates {
  /** Password of every file. */
  public static final String PASSWORD = "of-this-test";

  private static final char[] SECRET = PASSWORD.toCharArray();
  private static final String AUTHORITY = "authority";

  private final Path directory;

  /** Makes the authority. */
  public Certificates(Path directory) throws Exception {
    this.directory = directory;
    generate(AUTHORITY, "-ext", "bc:c");
  }

  /** Keystore with a private key of that name and its chain, for localhost. */
  public Path issue(String name) throws Exception {
    generate(name, "-signer", AUTHORITY, "-ext", "san=dns:localhost,ip:127.0.0.1");
    KeyStore all = KeyStore.getInstance(file(AUTHORITY).toFile(), SECRET);
    KeyStore own = empty();
    own.setKeyEntry(name, all.getKey(name, SECRET), SECRET, all.getCertificateChain(name));
    return write(own, name);
  }

  /** Truststore with the authority. */
  public Path trusted() throws Exception {
    KeyStore all = KeyStore.getInstance(file(AUTHORITY).toFile(), SECRET);
    KeyStore trusted = empty();
    trusted.setCertificateEntry(AUTHORITY, all.getCertificate(AUTHORITY));
    return write(trusted, "trusted");
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Path write(KeyStore store, String name) throws GeneralSecurityException, IOException {
    try (OutputStream out = Files.newOutputStream(file(name))) {
      store.store(out, SECRET);
    }
    return file(name);
  }

  private Path file(String name) {
    return directory.resolve(name + ".p12");
  }

  private void generate(String alias, String... arguments)
      throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", alias));
    command.addAll(List.of("-dname", "CN=" + alias, "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "1", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file(AUTHORITY).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }
}
