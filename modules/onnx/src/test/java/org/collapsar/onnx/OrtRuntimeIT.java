package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The runtime in a process of its own. */
public class OrtRuntimeIT {

  /** What ends the JVM where the runtime is made by a thread with the stack that Java gives. */
  @Test
  void aLongCommandLine() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-Xmx200m", "-cp", System.getProperty("java.class.path")));
    command.add(OrtRuntimeIT.class.getName());
    command.addAll(List.of("x".repeat(20_000), "y".repeat(20_000)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo("ONNX Runtime 1.29.0");
  }

  /** Says what there is. */
  public static void main(String[] arguments) {
    System.out.println(new OnnxModule().library());
  }
}
