package org.collapsar.bench.versions;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs command lines of one version of the program, whichever is on the class path, in one process.
 *
 * <p>A line of standard input is a command: the file that standard output goes to, without its
 * ending, and the arguments, with tabs between. The answer is a line with the exit code and the
 * nanoseconds that the command took, of the clock and of all CPUs.
 *
 * <p>Versions differ in everything but their command line. So the only thing that is known of them
 * is that {@code Main} has a static method {@code run} that takes the arguments and returns the
 * exit code; what else that method wants is made by a static method or a constructor without
 * parameters.
 */
final class Worker {
  private static final String MAIN = "org.collapsar.lab.cli.Main";

  private Worker() {}

  /** Works until its input ends. */
  public static void main(String[] none) throws IOException, ReflectiveOperationException {
    PrintStream answers = System.out;
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Method run = runMethod(Class.forName(MAIN));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] parts = line.split("\t", -1);
      String[] arguments = Arrays.copyOfRange(parts, 1, parts.length);
      try (PrintStream out = open(parts[0], ".out");
          PrintStream err = open(parts[0], ".err")) {
        System.setOut(out);
        System.setErr(err);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        int exitCode = call(run, arguments);
        long nanos = System.nanoTime() - start;
        answers.println(exitCode + " " + nanos + " " + (cpuNanos() - cpu));
        answers.flush();
      }
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private static PrintStream open(String name, String ending) throws IOException {
    OutputStream out =
        name.isEmpty()
            ? OutputStream.nullOutputStream()
            : Files.newOutputStream(Path.of(name + ending));
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }

  private static Method runMethod(Class<?> main) {
    for (Method method : main.getDeclaredMethods()) {
      if (method.getName().equals("run")
          && Modifier.isStatic(method.getModifiers())
          && method.getReturnType() == int.class) {
        method.setAccessible(true);
        return method;
      }
    }
    throw new IllegalStateException(
        "expected a static method run in " + MAIN + " that returns the exit code, found none");
  }

  private static int call(Method run, String[] arguments) throws ReflectiveOperationException {
    Class<?>[] types = run.getParameterTypes();
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = types[i] == String[].class ? arguments : make(types[i]);
    }
    try {
      return (int) run.invoke(null, values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      cause.printStackTrace();
      return -1;
    }
  }

  /** Such as Terminal.ofProcess() or new Interruption(). */
  private static Object make(Class<?> type) throws ReflectiveOperationException {
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isStatic(method.getModifiers())
          && method.getParameterCount() == 0
          && method.getReturnType() == type) {
        method.setAccessible(true);
        return method.invoke(null);
      }
    }
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }
}
