package org.collapsar.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.index.RunState;
import org.collapsar.lab.index.TableFollower;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run as server-sent events, as they are written. Each client has its own follower of
 * metrics.csv, so that what it gets depends on the file alone: the id of an event is the row's
 * number, a client that comes back says the last one that it has, and it makes no difference
 * whether this server was there in between.
 *
 * <p>A client that has gone is noticed by the heartbeat, one that does not read by Jetty's idle
 * timeout: both end the thread that serves it.
 */
final class Events {
  private static final int MOST_CLIENTS = 200;
  private static final long LOOK_MILLIS = 100;
  private static final long STATE_MILLIS = 1000;
  private static final long HEARTBEAT_MILLIS = 10_000;

  private final RunIndex index;
  private final Semaphore free = new Semaphore(MOST_CLIENTS);
  private volatile boolean ending;

  Events(RunIndex index) {
    this.index = index;
  }

  /** Lets all clients go, so that they come back. */
  void end() {
    ending = true;
  }

  /** How many clients there are. */
  int clients() {
    return MOST_CLIENTS - free.availablePermits();
  }

  /** Sends a run until it ends, or its reader does. */
  void send(Exchange exchange, IndexedRun run) {
    int after = after(exchange);
    if (!free.tryAcquire()) {
      throw new Problem(
          Problem.UNAVAILABLE, "expected at most " + MOST_CLIENTS + " clients, found more", 5);
    }
    try (OutputStream out = exchange.stream("text/event-stream")) {
      new Client(out, run, after).run();
    } catch (IOException gone) {
      return; // nobody is there to hear of it
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }

  private static int after(Exchange exchange) {
    @Nullable String given = exchange.query("after");
    if (given == null) {
      given = exchange.header("Last-Event-ID");
    }
    if (given == null || given.isEmpty()) {
      return -1;
    }
    if (!given.matches("-1|\\d{1,9}")) {
      throw new Problem(
          Problem.BAD_REQUEST, "after: expected the number of a row, found another text");
    }
    return Integer.parseInt(given);
  }

  private final class Client {
    private final OutputStream out;
    private final TableFollower follower;
    private final int after;
    private IndexedRun run;
    private List<String> metrics = List.of();
    private long lastSent = System.nanoTime();
    private String state = "";

    Client(OutputStream out, IndexedRun run, int after) {
      this.out = out;
      this.run = run;
      this.after = after;
      this.follower = new TableFollower(run.directory().resolve("metrics.csv"));
    }

    void run() throws IOException, InterruptedException {
      out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
      long lookedAt = System.nanoTime();
      boolean first = true;
      sayState();
      while (!ending) {
        boolean more = rows();
        long now = System.nanoTime();
        if (more) {
          continue;
        }
        if (first || now - lookedAt > STATE_MILLIS * 1_000_000) {
          lookedAt = now;
          Optional<IndexedRun> again = index.now(run.id());
          if (again.isEmpty()) {
            event("gone", -1, JsonNodeFactory.instance.objectNode());
            return;
          }
          run = again.get();
          sayState();
          if (run.state() != RunState.RUNNING && !rows()) {
            event(
                "end", -1, JsonNodeFactory.instance.objectNode().put("state", run.state().word()));
            return;
          }
        }
        if (first) {
          event("current", -1, JsonNodeFactory.instance.objectNode().put("rows", follower.rows()));
          first = false;
        }
        if (now - lastSent > HEARTBEAT_MILLIS * 1_000_000) {
          out.write(": \n\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
          lastSent = now;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }

    /** Sends new rows; whether there may be more of them at once. */
    private boolean rows() throws IOException {
      TableFollower.Batch batch = follower.poll();
      if (metrics.isEmpty() || batch.cut() == 0) {
        List<String> header = List.of(follower.header().split(",", -1));
        metrics = header.subList(1, header.size());
      }
      if (batch.cut() >= 0) {
        event("cut", -1, JsonNodeFactory.instance.objectNode().put("rows", batch.cut()));
      }
      int row = batch.first();
      for (String line : batch.lines()) {
        // After a cut everything is new, whatever the client had.
        if (row > after || batch.cut() >= 0) {
          write("row", row, RunJson.row(metrics, TableFollower.numbers(line)));
        }
        row++;
      }
      if (!batch.lines().isEmpty()) {
        out.flush();
        lastSent = System.nanoTime();
      }
      return batch.more();
    }

    private void sayState() throws IOException {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("id", run.id())
              .put("title", run.title())
              .put("name", run.name())
              .put("state", run.state().word())
              .put("message", run.message())
              .put("epochs", run.epochs())
              .put("started", run.started());
      String now = json.toString();
      if (!now.equals(state)) {
        state = now;
        event("run", -1, json);
      }
    }

    private void event(String name, int id, ObjectNode data) throws IOException {
      write(name, id, data);
      out.flush();
      lastSent = System.nanoTime();
    }

    private void write(String name, int id, ObjectNode data) throws IOException {
      String text =
          "event: " + name + "\n" + (id < 0 ? "" : "id: " + id + "\n") + "data: " + data + "\n\n";
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
