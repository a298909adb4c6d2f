package org.collapsar.data.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes files of pictures, told apart by their content. For one thread; the readers of ImageIO
 * are kept from picture to picture, which is most of the speed for small ones.
 *
 * <p>What comes out are the numbers in the file: neither colour profile nor gamma nor EXIF's
 * orientation is applied, alpha is dropped, of a GIF the first frame is taken. So do Pillow's
 * {@code Image.open(f).convert("RGB")} and with it torchvision's ImageFolder, but for one thing: 16
 * bits stay 16 bits.
 */
final class PictureDecoder {
  /** The most pixels that are decoded, 200 MB of colour, where there is memory for them. */
  private static final long MOST_PIXELS = 1L << 26;

  /** A pixel has 8 bytes at most, and a quarter of the memory may go to one picture. */
  private static final long MEMORY_A_PIXEL = 32;

  /** The largest file. */
  static final long MOST_BYTES = 1L << 28;

  private final ReaderOf jpeg = new ReaderOf("jpeg");
  private final ReaderOf png = new ReaderOf("png");
  private final ReaderOf gif = new ReaderOf("gif");
  private final ReaderOf bmp = new ReaderOf("bmp");

  /** A reader that is kept, and replaced after a failure. */
  private static final class ReaderOf {
    private final String format;
    private final Warnings warnings = new Warnings();
    private @Nullable ImageReader reader;
    private BytesInput input = new BytesInput();

    ReaderOf(String format) {
      this.format = format;
    }

    ImageReader on(byte[] file) {
      ImageReader kept = made();
      warnings.clear();
      kept.setInput(input.of(file), true, true);
      return kept;
    }

    ImageReader made() {
      ImageReader kept = reader;
      if (kept == null) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
          throw new BadInputException(
              "expected a Java runtime with java.desktop, found one that reads no " + format);
        }
        kept = readers.next();
        kept.addIIOReadWarningListener(warnings);
        reader = kept;
      }
      return kept;
    }

    void drop() {
      ImageReader kept = reader;
      reader = null;
      input = new BytesInput();
      if (kept != null) {
        kept.dispose();
      }
    }
  }

  /** Finds the readers of ImageIO, and loads their classes and native code. */
  static void prepare() {
    PictureDecoder decoder = new PictureDecoder();
    decoder.jpeg.made();
    decoder.jpeg.drop();
  }

  /**
   * Decodes a picture.
   *
   * @param label of the file, for messages
   * @throws BrokenImageException if it cannot be, with the reason
   */
  Picture decode(String label, byte[] file) {
    PictureKind kind = PictureKind.of(file);
    ReaderOf format =
        switch (kind) {
          case JPEG -> jpeg;
          case PNG -> png;
          case GIF -> gif;
          case BMP -> bmp;
          default ->
              throw new BrokenImageException(
                  label + ": expected a picture (PNG, JPEG, BMP or GIF), found " + kind.title());
        };
    try {
      Picture picture =
          kind == PictureKind.JPEG ? jpeg(label, file) : other(label, kind, format.on(file), file);
      String cut = format.warnings.cut();
      if (cut != null) {
        throw new BrokenImageException(
            label + ": expected a whole " + kind.title() + ", found a cut one");
      }
      return picture;
    } catch (BrokenImageException e) {
      format.drop();
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers of ImageIO answer damaged files with many unchecked exceptions.
      format.drop();
      throw new BrokenImageException(
          label
              + ": expected a whole "
              + kind.title()
              + ", found a damaged one ("
              + reason(e)
              + ")",
          e);
    }
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    String text = message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    return text.lines().findFirst().orElse(text).strip();
  }

  private static Picture other(String label, PictureKind kind, ImageReader reader, byte[] file)
      throws IOException {
    requireSize(label, reader);
    BufferedImage image = reader.read(0);
    if (kind == PictureKind.GIF) {
      GifScreen.require(label, file, image);
    }
    return Rasters.of(image.getRaster(), image.getColorModel());
  }

  static long mostPixels() {
    return Math.min(MOST_PIXELS, Runtime.getRuntime().maxMemory() / MEMORY_A_PIXEL);
  }

  private static void requireSize(String label, ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > mostPixels()) {
      throw new BrokenImageException(
          "%s: expected at most %d pixels, found %d x %d"
              .formatted(label, mostPixels(), height, width));
    }
  }

  private Picture jpeg(String label, byte[] file) throws IOException {
    JpegFrame frame = JpegFrame.of(label, file);
    boolean known = frame.marker() <= 0xc2 && frame.precision() == 8;
    if (!known) {
      throw new BrokenImageException(
          label + ": expected a baseline or progressive JPEG of 8 bits, found " + frame.describe());
    }
    ImageReader reader = jpeg.on(frame.plain(label, file));
    requireSize(label, reader);
    return switch (frame.components()) {
      case 1, 3 -> {
        BufferedImage image = reader.read(0);
        yield Rasters.of(image.getRaster(), image.getColorModel());
      }
      case 4 -> Cmyk.of(reader.readRaster(0, null), frame);
      default ->
          throw new BrokenImageException(
              label + ": expected a JPEG of 1, 3 or 4 components, found " + frame.components());
    };
  }
}
