package org.collapsar.serve;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.live.LiveServer;
import org.collapsar.lab.live.ServeSettings;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The server: Jetty without servlets, each request in a thread of its own, so that bodies are
 * streams and a client that reads slowly holds up nobody else.
 */
public final class JettyServer implements LiveServer {
  /** Clients of events, and some more for short requests. */
  private static final int MOST_THREADS = 240;

  private static final int MOST_HEADERS = 16 << 10;
  private static final int IDLE_MILLIS = 30_000;

  /** Of an estimate; longer than the first steps of most networks, shorter than patience. */
  private static final int MOST_ESTIMATE_SECONDS = 60;

  private static final long SAVE_MILLIS = 5000;
  private static final long TICK_MILLIS = 500;
  private static final long AGAIN_MILLIS = 2000;

  /** Of the body of an epoch: 4 GiB. */
  private static final long MOST_BYTES = 4L << 30;

  private final DiskRoom room;
  private final long mostBytes;

  /** With the usual limits. */
  public JettyServer() {
    this(new DiskRoom(), MOST_BYTES);
  }

  JettyServer(DiskRoom room, long mostBytes) {
    this.room = room;
    this.mostBytes = mostBytes;
  }

  @Override
  public Running start(ServeSettings settings) {
    List<Path> directories = new ArrayList<>();
    for (Path directory : settings.directories()) {
      try {
        directories.add(Files.createDirectories(directory).toRealPath());
      } catch (IOException e) {
        throw new FailedException(directory + ": cannot be made (" + e.getMessage() + ")", e);
      }
    }
    ServeSettings real =
        new ServeSettings(
            directories,
            settings.port(),
            settings.host(),
            settings.closed(),
            settings.allowedHosts(),
            settings.allowedPath(),
            settings.keep(),
            settings.cache(),
            settings.command(),
            settings.threads());
    return new Started(real, room, mostBytes);
  }

  private static final class Started implements Running {
    private final Server server;
    private final RunIndex index;
    private final Events events;
    private final EpochQueue queue;
    private final Estimates estimates;
    private final String url;
    private final Access access;
    private final ScheduledExecutorService clock;

    Started(ServeSettings settings, DiskRoom room, long mostBytes) {
      QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4, IDLE_MILLIS);
      threads.setName("collapsar-serve");
      server = new Server(threads);
      server.setErrorHandler(
          (request, response, callback) -> {
            // What Jetty refuses by itself: no page that repeats what was asked for.
            response.getHeaders().put("Content-Type", "application/json");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            Content.Sink.write(
                response,
                true,
                "{\"error\":\"" + HttpStatus.getMessage(response.getStatus()) + "\"}",
                callback);
            return true;
          });
      ServerConnector connector = connector(server, settings);
      try {
        connector.open();
      } catch (IOException e) {
        throw cannotListen(settings, e);
      }
      int port = connector.getLocalPort();
      String name = settings.host() == null ? "127.0.0.1" : bracketed(settings.host());
      url = "http://" + name + ":" + port + "/";
      access = Access.of(settings.cache(), port, settings.port() != 0, url);
      Guard guard =
          new Guard(
              addresses(settings.host()),
              port,
              settings.allowedHosts(),
              access.token(),
              settings.closed() || settings.host() != null);
      index = new RunIndex(settings.directories(), cacheFile(settings));
      events = new Events(index);
      queue = new EpochQueue(settings.threads(), settings.keep());
      ExternalRuns external = new ExternalRuns(index, settings, room, mostBytes, queue);
      Jobs jobs = new Jobs(settings, room);
      estimates = new Estimates(settings, jobs, MOST_ESTIMATE_SECONDS);
      Trash trash = new Trash(settings.directories());
      server.setHandler(
          new Router(
              guard, new Pages(index), new Api(index, events, external, jobs, estimates, trash)));
      index.look();
      new Spool(index, external).take();
      goOn();
      clock =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "collapsar-index");
                thread.setDaemon(true);
                return thread;
              });
      every(SAVE_MILLIS, index::save);
      every(TICK_MILLIS, jobs::tick);
      every(AGAIN_MILLIS, queue::again);
      queue.start();
      try {
        server.start();
      } catch (Exception e) {
        throw cannotListen(settings, e);
      }
      access.publish();
    }

    private void every(long millis, Runnable task) {
      ScheduledFuture<?> unused =
          clock.scheduleWithFixedDelay(
              () -> {
                try {
                  task.run();
                } catch (RuntimeException e) {
                  return; // one that throws is not called again, and the disk may have room later
                }
              },
              millis,
              millis,
              TimeUnit.MILLISECONDS);
    }

    /** What an earlier server was sent and had not measured. */
    private void goOn() {
      for (IndexedRun run : index.look()) {
        ExternalRuns.Incoming incoming = new ExternalRuns.Incoming(run.directory());
        if (run.external() && (!incoming.items().isEmpty() || Files.exists(incoming.end()))) {
          queue.add(run.directory());
        }
      }
    }

    private static ServerConnector connector(Server server, ServeSettings settings) {
      HttpConfiguration configuration = new HttpConfiguration();
      configuration.setSendServerVersion(false);
      configuration.setSendXPoweredBy(false);
      configuration.setRequestHeaderSize(MOST_HEADERS);
      ServerConnector connector =
          new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
      connector.setHost(settings.host() == null ? "127.0.0.1" : settings.host());
      connector.setPort(settings.port());
      connector.setIdleTimeout(IDLE_MILLIS);
      connector.setReuseAddress(true);
      server.addConnector(connector);
      return connector;
    }

    private static RuntimeException cannotListen(ServeSettings settings, Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null && !(cause instanceof BindException)) {
        cause = cause.getCause();
      }
      if (cause instanceof BindException && settings.host() == null) {
        return new BadInputException(
            "--port: expected a port that is free, found "
                + settings.port()
                + " in use (--port 0 takes any)",
            e);
      }
      return new BadInputException(
          "--host, --port: expected an address of this machine and a free port, found "
              + settings.host()
              + " and "
              + settings.port()
              + " ("
              + cause.getMessage()
              + ")",
          e);
    }

    private static Path cacheFile(ServeSettings settings) {
      String all = String.join("\n", settings.directories().stream().map(Path::toString).toList());
      return settings.cache().resolve("index-" + HexFormat.of().toHexDigits(all.hashCode()));
    }

    /** Names by which this server may be called. */
    private static Set<String> addresses(@Nullable String host) {
      Set<String> names = new LinkedHashSet<>(List.of("127.0.0.1", "localhost", "[::1]"));
      if (host == null) {
        return names;
      }
      names.add(bracketed(host));
      try {
        if (InetAddress.getByName(host).isAnyLocalAddress()) {
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .map(address -> bracketed(address.getHostAddress().replaceFirst("%.*", "")))
              .forEach(names::add);
        }
      } catch (UnknownHostException | SocketException e) {
        throw new BadInputException(
            "--host: expected an address of this machine, found " + host, e);
      }
      return names;
    }

    private static String bracketed(String address) {
      return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
    }

    @Override
    public String url() {
      return url;
    }

    @Override
    public String token() {
      return access.token();
    }

    @Override
    public void await() throws InterruptedException {
      server.join();
    }

    @Override
    public void close() {
      events.end();
      clock.shutdownNow();
      estimates.close();
      try {
        server.stop();
      } catch (Exception e) {
        throw new FailedException("the server does not end: " + e.getMessage(), e);
      } finally {
        queue.close();
        index.save();
        access.withdraw();
      }
    }
  }
}
