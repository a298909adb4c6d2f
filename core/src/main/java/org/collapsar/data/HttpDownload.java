package org.collapsar.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * Downloads to a part file, from where an earlier download stopped. The network is read on a thread
 * of its own, so that nothing there, not even a name server that does not answer, holds the caller
 * longer than the limits say.
 */
final class HttpDownload {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final long POLL_MILLIS = 100;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  private final HttpLimits limits;
  private final HttpClient client;

  HttpDownload(HttpLimits limits) {
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Brings the rest of a file.
   *
   * @param part what there is of it; grows
   * @param name what the listener is told
   * @param limit the largest size that is believed
   * @throws SourceFailure when the server cannot be reached, refuses, stalls or cuts
   */
  void run(URI address, Path part, String name, long limit, FetchListener listener)
      throws SourceFailure, InterruptedException {
    Transfer transfer = new Transfer(address, part, limit);
    FutureTask<@Nullable Void> task = new FutureTask<>(transfer::run, null);
    Thread thread = new Thread(task, "download");
    thread.setDaemon(true);
    thread.start();
    try {
      watch(transfer, task, name, listener);
    } finally {
      transfer.stop();
      thread.interrupt();
      // So that nobody writes to the part while the next attempt does.
      joinFor(thread, Duration.ofSeconds(2));
    }
  }

  private void watch(
      Transfer transfer, FutureTask<@Nullable Void> task, String name, FetchListener listener)
      throws SourceFailure, InterruptedException {
    long start = System.nanoTime();
    long lastBytes = -1;
    long lastChange = start;
    while (true) {
      try {
        task.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        listener.progress(name, transfer.done, transfer.total);
        return;
      } catch (TimeoutException e) {
        // Still at it.
      } catch (ExecutionException e) {
        throw failure(e.getCause());
      }
      long now = System.nanoTime();
      if (transfer.done != lastBytes) {
        lastBytes = transfer.done;
        lastChange = now;
      }
      if (transfer.answered) {
        listener.progress(name, transfer.done, transfer.total);
      }
      check(transfer.answered, now - start, now - lastChange);
    }
  }

  private void check(boolean answered, long sinceStart, long sinceChange) throws SourceFailure {
    if (!answered && sinceStart > limits.answer().toNanos()) {
      throw new SourceFailure("no answer within " + limits.answer().toSeconds() + " s");
    }
    if (answered && sinceChange > limits.stall().toNanos()) {
      throw new SourceFailure("nothing came for " + limits.stall().toSeconds() + " s");
    }
    if (sinceStart > limits.whole().toNanos()) {
      throw new SourceFailure("not done within " + limits.whole().toMinutes() + " min");
    }
  }

  private static void joinFor(Thread thread, Duration time) {
    try {
      thread.join(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SourceFailure failure(@Nullable Throwable cause) {
    if (cause instanceof FailedException failed) {
      throw failed;
    }
    if (cause instanceof Wrapped wrapped) {
      return wrapped.failure;
    }
    return new SourceFailure(String.valueOf(cause), cause == null ? new IOException() : cause);
  }

  private static String reason(IOException e, HttpLimits limits) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return "host not found";
      }
    }
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection within " + limits.connect().toSeconds() + " s";
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Why a transfer ended, carried over to the thread that waits. */
  private static final class Wrapped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SourceFailure failure;

    Wrapped(SourceFailure failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** The work on the network's thread; the fields are read by the one that waits. */
  private final class Transfer {
    private final URI address;
    private final Path part;
    private final long limit;
    private volatile boolean stopped;
    private volatile @Nullable InputStream open;
    private volatile boolean answered;
    private volatile long done;
    private volatile long total = -1;

    Transfer(URI address, Path part, long limit) {
      this.address = address;
      this.part = part;
      this.limit = limit;
    }

    /** Closes the answer, too, so that a read that waits for bytes ends. */
    void stop() {
      stopped = true;
      InputStream body = open;
      if (body != null) {
        try {
          body.close();
        } catch (IOException e) {
          // It is given up anyway.
        }
      }
    }

    void run() {
      try {
        transfer();
      } catch (SourceFailure e) {
        throw new Wrapped(e);
      } catch (IOException e) {
        throw new Wrapped(new SourceFailure(reason(e, limits), e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Wrapped(new SourceFailure("stopped", e));
      }
    }

    private void transfer() throws SourceFailure, IOException, InterruptedException {
      long have = Files.exists(part) ? Files.size(part) : 0;
      HttpRequest.Builder request = HttpRequest.newBuilder(address);
      if (have > 0) {
        request.header("Range", "bytes=" + have + "-");
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        open = body;
        if (stopped) {
          // Given up while the request was under way: the part belongs to the next attempt.
          return;
        }
        receive(response, body, have);
      }
    }

    private void receive(HttpResponse<InputStream> response, InputStream body, long have)
        throws SourceFailure, IOException {
      int status = response.statusCode();
      long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      if (status == OK) {
        FetchDirectory.deleteQuietly(part);
        copy(body, 0, length);
      } else if (status == PARTIAL && have > 0 && startsAt(response, have)) {
        copy(body, have, length);
      } else if (status == RANGE_NOT_SATISFIABLE && have > 0) {
        // All of it is here already, or it is no part of this file: the hash tells.
        done = have;
        total = have;
        answered = true;
      } else {
        throw new SourceFailure("HTTP status " + status + " for " + address);
      }
    }

    private boolean startsAt(HttpResponse<InputStream> response, long offset) {
      Matcher range =
          CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
      return range.matches() && range.group(1).equals(Long.toString(offset));
    }

    private void copy(InputStream body, long have, long length) throws SourceFailure, IOException {
      long received = have;
      done = received;
      total = length < 0 ? -1 : have + length;
      answered = true;
      byte[] buffer = new byte[1 << 16];
      boolean tooLong = total > limit;
      try (OutputStream out = FetchDirectory.append(part)) {
        while (!tooLong) {
          int n = body.read(buffer);
          if (n < 0 || stopped) {
            break;
          }
          tooLong = received + n > limit;
          write(out, buffer, n);
          received += n;
          done = received;
        }
      }
      if (tooLong) {
        // Nothing to go on with: this is another file.
        FetchDirectory.deleteQuietly(part);
        throw new SourceFailure("sends more than the " + limit + " bytes expected at most");
      }
      if (total >= 0 && received < total) {
        throw new SourceFailure("cut after " + received + " of " + total + " bytes");
      }
    }

    /** A failure to write is not the server's: it ends the whole fetch. */
    private void write(OutputStream out, byte[] buffer, int length) {
      try {
        out.write(buffer, 0, length);
      } catch (IOException e) {
        throw FetchDirectory.unwritable(part, e);
      }
    }
  }
}
