package org.collapsar.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.page.ComparePage;
import org.collapsar.lab.run.Machine;
import org.collapsar.lab.run.RunRecord;
import org.jspecify.annotations.Nullable;

/** The API, below /api/v1; openapi.json beside this class describes it. */
final class Api {
  private static final long FRESH_NANOS = 500_000_000L;

  private final RunIndex index;
  private final Events events;
  private final ExternalRuns external;
  private final Jobs jobs;
  private final Estimates estimates;
  private final Trash trash;
  private final LiveDocuments live = new LiveDocuments();
  private final Forms forms = new Forms();
  private long looked;
  private List<IndexedRun> runs = List.of();

  Api(
      RunIndex index,
      Events events,
      ExternalRuns external,
      Jobs jobs,
      Estimates estimates,
      Trash trash) {
    this.index = index;
    this.events = events;
    this.external = external;
    this.jobs = jobs;
    this.estimates = estimates;
    this.trash = trash;
  }

  void answer(Exchange exchange) {
    List<String> path = exchange.path();
    if (path.size() < 2 || !path.get(1).equals("v1")) {
      throw new Problem(Problem.NOT_FOUND, "expected an address below /api/v1, found another");
    }
    List<String> rest = path.subList(2, path.size());
    String what = exchange.method() + " " + (rest.isEmpty() ? "" : rest.get(0)) + rest.size();
    switch (what) {
      case "GET 0" -> exchange.reply(200, about());
      case "GET openapi.json1" ->
          exchange.send(200, "application/json", Pages.resource(Api.class, "openapi.json"));
      case "GET runs1" -> exchange.reply(200, list());
      case "POST runs1" -> create(exchange);
      case "GET compare1" -> exchange.reply(200, compare(exchange));
      case "GET runs2" -> exchange.reply(200, one(rest.get(1)));
      case "GET runs3" -> part(exchange, rest);
      case "POST runs3" -> act(exchange, rest);
      case "DELETE runs2" -> delete(exchange, rest.get(1));
      case "GET jobs1" -> exchange.reply(200, listJobs());
      case "POST jobs1" -> exchange.reply(201, jobs.start(exchange.json()));
      case "POST check1" -> exchange.reply(200, jobs.check(exchange.json()));
      case "POST estimate1" -> exchange.reply(200, estimates.of(exchange.json()));
      case "GET presets1" -> exchange.reply(200, forms.presets());
      case "POST form1" -> exchange.reply(200, Forms.form(exchange.json()));
      case "GET jobs3" -> output(exchange, rest);
      case "POST jobs3" -> stop(exchange, rest);
      case "GET trash1" -> exchange.reply(200, trash.list());
      case "POST trash3" -> restore(exchange, rest);
      case "POST runs4" -> epoch(exchange, rest);
      default -> throw new Problem(Problem.NOT_FOUND, "expected an address of the API, found none");
    }
  }

  private ObjectNode about() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", "collapsar")
        .put("api", "v1")
        .put("version", Machine.version())
        .put("clients", events.clients());
  }

  /** A look at the files answers all who ask within half a second. */
  private synchronized List<IndexedRun> fresh() {
    long now = System.nanoTime();
    if (looked == 0 || now - looked > FRESH_NANOS) {
      runs = index.look();
      looked = System.nanoTime();
    }
    return runs;
  }

  private ObjectNode list() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("runs");
    fresh().forEach(run -> list.add(RunJson.listed(run)));
    ArrayNode groups = json.putArray("groups");
    index.groups().forEach(group -> groups.add(RunJson.of(group)));
    return json;
  }

  private IndexedRun find(String id) {
    return index
        .now(id)
        .or(
            () -> {
              index.look(); // it may be new
              return index.run(id);
            })
        .orElseThrow(() -> new Problem(Problem.NOT_FOUND, "expected a run, found none of this id"));
  }

  private ObjectNode one(String id) {
    IndexedRun run = find(id);
    ObjectNode json = RunJson.whole(run);
    external.describe(run, json);
    return json;
  }

  private void part(Exchange exchange, List<String> rest) {
    IndexedRun run = find(rest.get(1));
    switch (rest.get(2)) {
      case "events" -> events.send(exchange, run);
      case "live" ->
          exchange.reply(
              200,
              live.answer(
                  run,
                  fresh(),
                  "all".equals(exchange.query("seeds")),
                  names(exchange.query("metrics")),
                  exchange.query("have")));
      default ->
          throw new Problem(Problem.NOT_FOUND, "expected events or live, found another name");
    }
  }

  private ObjectNode compare(Exchange exchange) {
    List<String> ids = names(exchange.query("runs"));
    if (ids.size() > ComparePage.MOST_RUNS) {
      throw new Problem(
          Problem.BAD_REQUEST, "runs: expected at most " + ComparePage.MOST_RUNS + ", found more");
    }
    List<RunRecord> runs = ids.stream().map(id -> RunRecord.read(find(id).directory())).toList();
    return ComparePage.document(runs, names(exchange.query("metrics")));
  }

  /** Names between commas. */
  private static List<String> names(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  private void create(Exchange exchange) {
    String id = external.create(exchange.json());
    index.look();
    exchange.put("Location", "/api/v1/runs/" + id);
    exchange.reply(
        201, JsonNodeFactory.instance.objectNode().put("id", id).put("page", "/runs/" + id));
  }

  private void epoch(Exchange exchange, List<String> rest) {
    if (!rest.get(2).equals("epochs")) {
      throw new Problem(Problem.NOT_FOUND, "expected epochs, found another name");
    }
    ObjectNode reply = external.take(exchange, find(rest.get(1)), rest.get(3));
    exchange.reply(202, reply);
  }

  private void act(Exchange exchange, List<String> rest) {
    IndexedRun run = find(rest.get(1));
    switch (rest.get(2)) {
      case "end" -> {
        external.end(run, exchange.json());
        exchange.reply(202, JsonNodeFactory.instance.objectNode().put("status", "ending"));
      }
      case "resume" -> exchange.reply(201, jobs.resume(run));
      default -> throw new Problem(Problem.NOT_FOUND, "expected end or resume, found another name");
    }
  }

  private void delete(Exchange exchange, String id) {
    IndexedRun run = find(id);
    external.letGo(run);
    exchange.reply(200, JsonNodeFactory.instance.objectNode().put("trash", trash.delete(run)));
  }

  private ObjectNode listJobs() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("jobs");
    jobs.list().forEach(list::add);
    return json;
  }

  private void output(Exchange exchange, List<String> rest) {
    if (!rest.get(2).equals("output")) {
      throw new Problem(Problem.NOT_FOUND, "expected output, found another name");
    }
    String text = jobs.output(rest.get(1));
    exchange.send(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private void stop(Exchange exchange, List<String> rest) {
    if (!rest.get(2).equals("stop")) {
      throw new Problem(Problem.NOT_FOUND, "expected stop, found another name");
    }
    exchange.reply(202, jobs.stop(rest.get(1)));
  }

  private void restore(Exchange exchange, List<String> rest) {
    if (!rest.get(2).equals("restore")) {
      throw new Problem(Problem.NOT_FOUND, "expected restore, found another name");
    }
    trash.restore(rest.get(1));
    exchange.reply(200, JsonNodeFactory.instance.objectNode().put("status", "restored"));
  }
}
