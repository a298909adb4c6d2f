package org.collapsar.serve;

import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The module serve. */
public final class ServeModule implements InstalledModule {

  @Override
  public String name() {
    return Modules.SERVE.name();
  }

  /** Starts a server on this machine and asks it for a word. */
  @Override
  public String library() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            Content.Sink.write(response, true, "here", callback);
            return true;
          }
        });
    server.start();
    try {
      URLConnection connection =
          URI.create("http://127.0.0.1:" + connector.getLocalPort()).toURL().openConnection();
      try (var in = connection.getInputStream()) {
        String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (!answer.equals("here")) {
          throw new IOException("expected the answer of a server, found another");
        }
      }
    } finally {
      server.stop();
    }
    return "Jetty " + Server.getVersion();
  }
}
