import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ONNX Runtime alone: decoded images from a safetensors file through a model, in batches of 64, and
 * nothing is done with what comes out. What measure --model is compared with by bench/models.
 *
 * <p>Arguments: model, file of images, name of the input and of its array, C, H, W, threads, names
 * of outputs with commas between.
 */
final class RuntimeAlone {
  private static final int BATCH = 64;

  public static void main(String[] args) throws Exception {
    int sample = Integer.parseInt(args[3]) * Integer.parseInt(args[4]) * Integer.parseInt(args[5]);
    long[] shape = {
      BATCH, Long.parseLong(args[3]), Long.parseLong(args[4]), Long.parseLong(args[5])
    };
    Set<String> outputs = Set.of(args[7].split(","));
    try (RandomAccessFile file = new RandomAccessFile(args[1], "r");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      FileChannel channel = file.getChannel();
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(length, 0);
      int header = (int) length.getLong(0);
      ByteBuffer json = ByteBuffer.allocate(header);
      channel.read(json, 8);
      Matcher of =
          Pattern.compile(
                  Pattern.quote("\"" + args[2] + "\"")
                      + ":\\{[^}]*\"data_offsets\":\\[(\\d+),(\\d+)\\]")
              .matcher(new String(json.array(), StandardCharsets.UTF_8));
      if (!of.find()) {
        throw new IllegalArgumentException("no array " + args[2]);
      }
      long begin = 8 + header + Long.parseLong(of.group(1));
      int images = (int) ((Long.parseLong(of.group(2)) - Long.parseLong(of.group(1))) / 4 / sample);
      options.setIntraOpNumThreads(Integer.parseInt(args[6]));
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      try (OrtSession session = environment.createSession(args[0], options)) {
        long start = System.nanoTime();
        ByteBuffer batch =
            ByteBuffer.allocateDirect(BATCH * sample * 4).order(ByteOrder.nativeOrder());
        for (int first = 0; first < images; first += BATCH) {
          batch.clear().limit(Math.min(BATCH, images - first) * sample * 4);
          channel.read(batch, begin + 4L * first * sample);
          batch.clear();
          try (OnnxTensor tensor =
                  OnnxTensor.createTensor(environment, batch.asFloatBuffer(), shape);
              OrtSession.Result result = session.run(Map.of(args[2], tensor), outputs)) {
            if (result.size() != outputs.size()) {
              throw new IllegalStateException("outputs");
            }
          }
        }
        System.out.printf("%d images, %.3f s%n", images, (System.nanoTime() - start) / 1e9);
      }
    }
  }
}
