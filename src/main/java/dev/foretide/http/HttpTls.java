package dev.foretide.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate of this server, which is also what it trusts when it asks other instances: each
 * certificate of its own chain, and each that the keystore holds besides. So instances trust each
 * other when one authority, or one certificate, is behind all of them.
 *
 * @param keystore PKCS#12 or JKS file with the private key and its chain
 * @param password of the file and of the key
 */
public record HttpTls(Path keystore, String password) {

  /**
   * The server's side of TLS 1.2 and 1.3.
   *
   * @throws HttpTlsException the keystore cannot be read or has no private key
   */
  SslContextFactory.Server server() {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(load());
    factory.setKeyStorePassword(password);
    factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    return factory;
  }

  /**
   * The client's side, for the other instances.
   *
   * @throws HttpTlsException the keystore cannot be read
   */
  SSLContext client() {
    try {
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      KeyStore own = load();
      for (String alias : Collections.list(own.aliases())) {
        Certificate[] chain = own.getCertificateChain(alias);
        List<Certificate> trusted =
            chain == null ? List.of(own.getCertificate(alias)) : List.of(chain);
        for (Certificate certificate : trusted) {
          anchors.setCertificateEntry("anchor-" + anchors.size(), certificate);
        }
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new HttpTlsException(keystore, e);
    }
  }

  private KeyStore load() {
    try {
      if (!Files.isReadable(keystore)) {
        throw new IOException("no such file, or not readable");
      }
      KeyStore store = KeyStore.getInstance(keystore.toFile(), password.toCharArray());
      if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
        throw new IOException("it has no private key");
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new HttpTlsException(keystore, e);
    }
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "keystore " + keystore;
  }
}
