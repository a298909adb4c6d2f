package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** A request and its answer, in the thread of its own that both have. */
final class Exchange {
  /** Of bodies that are read into memory. */
  private static final int MOST_JSON = 1 << 20;

  private static final int PIECE = 1 << 16;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Request request;
  private final Response response;
  private final List<String> path;

  /**
   * @param path the names between the slashes, decoded
   */
  Exchange(Request request, Response response, List<String> path) {
    this.request = request;
    this.response = response;
    this.path = path;
  }

  String method() {
    return request.getMethod();
  }

  List<String> path() {
    return path;
  }

  @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  /** A parameter of the query, or null. */
  @Nullable String query(String name) {
    try {
      Fields.Field field = Request.extractQueryParameters(request).get(name);
      return field == null ? null : field.getValue();
    } catch (RuntimeException malformed) {
      throw new Problem(Problem.BAD_REQUEST, "expected a query of names and values");
    }
  }

  /** The length of the body as its header says, -1 where it does not. */
  long length() {
    return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
  }

  String contentType() {
    String type = header("Content-Type");
    return type == null
        ? ""
        : type.replaceFirst(";.*", "").strip().toLowerCase(java.util.Locale.ROOT);
  }

  /** The body. It is not to be closed: before its end that cuts the connection, unanswered. */
  InputStream body() {
    return Content.Source.asInputStream(request);
  }

  /**
   * The body as a JSON object.
   *
   * @throws Problem if it is none, or larger than 1 MiB
   */
  JsonNode json() {
    if (length() > MOST_JSON) {
      throw new Problem(Problem.LENGTH, "expected at most 1 MiB of JSON, found more");
    }
    byte[] bytes;
    try {
      bytes = body().readNBytes(MOST_JSON + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.length > MOST_JSON) {
      throw new Problem(Problem.LENGTH, "expected at most 1 MiB of JSON, found more");
    }
    try {
      JsonNode node = bytes.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(bytes);
      if (node.isObject()) {
        return node;
      }
    } catch (IOException notJson) {
      throw new Problem(Problem.BAD_REQUEST, "expected a JSON object, found what is no JSON");
    }
    throw new Problem(Problem.BAD_REQUEST, "expected a JSON object, found another value");
  }

  /** Sets a header of the answer. */
  void put(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /** Answers with a document. */
  void reply(int status, JsonNode json) {
    send(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with bytes. */
  void send(int status, String type, byte[] bytes) {
    response.setStatus(status);
    put("Content-Type", type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      if (!method().equals("HEAD")) {
        out.write(bytes);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /**
   * Reads what is left of the body and forgets it. A client that sends all of its body before it
   * reads the answer never sees an answer that cuts the connection.
   *
   * @param nanos at most, all in all; what is left after them is not read
   */
  void drain(long nanos) {
    long end = System.nanoTime() + nanos;
    byte[] piece = new byte[PIECE];
    InputStream in = body();
    try {
      while (in.read(piece) >= 0 && System.nanoTime() - end < 0) {
        continue;
      }
    } catch (IOException gone) {
      return; // nobody is left to be answered
    }
  }

  /** Begins an answer that goes on; the stream blocks as long as the client does not read. */
  OutputStream stream(String type) {
    response.setStatus(200);
    put("Content-Type", type);
    return Content.Sink.asOutputStream(response);
  }

  /** Whether nothing of the answer has been sent. */
  boolean unanswered() {
    return !response.isCommitted();
  }

  /** Drops the headers that were set, for another answer. */
  void reset() {
    response.reset();
  }
}
