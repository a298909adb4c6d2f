package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.run.Machine;

/** The API, below /api/v1; openapi.json beside this class describes it. */
final class Api {
  private static final long FRESH_NANOS = 500_000_000L;

  private final RunIndex index;
  private final Events events;
  private final ExternalRuns external;
  private long looked;
  private List<IndexedRun> runs = List.of();

  Api(RunIndex index, Events events, ExternalRuns external) {
    this.index = index;
    this.events = events;
    this.external = external;
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
      case "GET runs2" -> exchange.reply(200, one(rest.get(1)));
      case "GET runs3" -> part(exchange, rest);
      case "POST runs3" -> end(exchange, rest);
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
    if (!rest.get(2).equals("events")) {
      throw new Problem(Problem.NOT_FOUND, "expected events, found another name");
    }
    events.send(exchange, find(rest.get(1)));
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

  private void end(Exchange exchange, List<String> rest) {
    if (!rest.get(2).equals("end")) {
      throw new Problem(Problem.NOT_FOUND, "expected end, found another name");
    }
    JsonNode given = exchange.json();
    external.end(find(rest.get(1)), given);
    exchange.reply(202, JsonNodeFactory.instance.objectNode().put("status", "ending"));
  }
}
