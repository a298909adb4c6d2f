package org.collapsar.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends every request through the guard and to what answers it. */
final class Router extends Handler.Abstract {
  /**
   * Scripts, styles and data are of this server alone, none stands within a page, and no page may
   * hold these in a frame.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Of a refused body that is still read, so that its sender sees the answer. */
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Refused bodies that are read at a time: others find their connection cut. */
  private final Semaphore drains = new Semaphore(8);

  private final Guard guard;
  private final Pages pages;
  private final Api api;

  Router(Guard guard, Pages pages, Api api) {
    this.guard = guard;
    this.pages = pages;
    this.api = api;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    List<String> path =
        Stream.of(Request.getPathInContext(request).split("/", -1))
            .filter(name -> !name.isEmpty())
            .toList();
    Exchange exchange = new Exchange(request, response, path);
    try {
      answer(exchange);
      callback.succeeded();
    } catch (Problem e) {
      refuse(exchange, e, callback);
    } catch (BadInputException e) {
      refuse(exchange, new Problem(Problem.UNPROCESSABLE, oneLine(e)), callback);
    } catch (FailedException e) {
      refuse(exchange, new Problem(Problem.INTERNAL, oneLine(e)), callback);
    } catch (UncheckedIOException gone) {
      callback.failed(gone);
    } catch (RuntimeException e) {
      refuse(
          exchange,
          new Problem(Problem.INTERNAL, "internal error: " + e.getClass().getSimpleName()),
          callback);
    }
    return true;
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private void answer(Exchange exchange) {
    headers(exchange);
    guard.checkHost(exchange.header("Host"), exchange.header("Origin"));
    boolean ofApi = !exchange.path().isEmpty() && exchange.path().get(0).equals("api");
    boolean reader = guard.asksForTheTokenToRead() && isNavigationToReport(exchange);
    guard.checkToken(
        exchange.method(),
        !ofApi && (reader || Pages.isShell(exchange.path())),
        exchange.header("Authorization"));
    if (ofApi) {
      api.answer(exchange);
    } else if (reader) {
      pages.answerReader(exchange);
    } else {
      pages.answer(exchange);
    }
  }

  private static boolean isNavigationToReport(Exchange exchange) {
    return exchange.header("Authorization") == null
        && exchange.method().equals("GET")
        && Pages.isReport(exchange.path());
  }

  private static void headers(Exchange exchange) {
    exchange.put("Content-Security-Policy", POLICY);
    exchange.put("X-Content-Type-Options", "nosniff");
    exchange.put("X-Frame-Options", "DENY");
    exchange.put("Referrer-Policy", "no-referrer");
    exchange.put("Cross-Origin-Resource-Policy", "same-origin");
    exchange.put("Cross-Origin-Opener-Policy", "same-origin");
    exchange.put("Cache-Control", "no-store");
  }

  private void refuse(Exchange exchange, Problem problem, Callback callback) {
    if (!exchange.unanswered()) {
      callback.failed(problem);
      return;
    }
    try {
      exchange.reset();
      headers(exchange);
      if (problem.retryAfter() > 0) {
        exchange.put("Retry-After", Integer.toString(problem.retryAfter()));
      }
      if (problem.status() == Problem.UNAUTHORIZED) {
        exchange.put("WWW-Authenticate", "Bearer");
      }
      exchange.reply(
          problem.status(), JsonNodeFactory.instance.objectNode().put("error", problem.line()));
      drain(exchange);
      callback.succeeded();
    } catch (UncheckedIOException gone) {
      callback.failed(gone);
    }
  }

  private void drain(Exchange exchange) {
    if (drains.tryAcquire()) {
      try {
        exchange.drain(DRAIN_NANOS);
      } finally {
        drains.release();
      }
    }
  }
}
