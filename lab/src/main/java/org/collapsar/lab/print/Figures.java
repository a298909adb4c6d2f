package org.collapsar.lab.print;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.figure.DrawnFigure;
import org.w3c.dom.Document;

/**
 * Figures on white, as SVG and PNG: each is laid out once, and its SVG is the same text in the file
 * and on the page.
 */
public final class Figures {

  /** PNG pixels a unit of the drawing, so that text is sharp on dense screens and in print. */
  static final int SCALE = 2;

  private final List<DrawnFigure> figures;
  private final Map<DrawnFigure, String> drawn = new IdentityHashMap<>();

  /**
   * Prepares to print figures.
   *
   * @param figures in the order of their files
   */
  public Figures(List<DrawnFigure> figures) {
    this.figures = List.copyOf(figures);
  }

  /** {@return all of the figures} */
  public List<DrawnFigure> all() {
    return figures;
  }

  /**
   * Writes ID.svg and ID.png for every figure. Runs of unequal length are averaged up to the end of
   * the shortest, and the figure says so.
   *
   * @param directory is created if it does not exist
   * @return the files, in the order of the figures, SVG before PNG
   * @throws FailedException if a file cannot be written, or Java finds no fonts on this machine
   */
  public List<Path> write(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new FailedException("could not create " + directory + ": " + e, e);
    }
    List<Path> files = new ArrayList<>();
    for (DrawnFigure figure : figures) {
      Path svg = directory.resolve(figure.spec().id() + ".svg");
      String drawing = svg(figure);
      AtomicFile.write(svg, out -> out.write(drawing.getBytes(StandardCharsets.UTF_8)));
      files.add(svg);
      Path png = directory.resolve(figure.spec().id() + ".png");
      byte[] image = png(figure);
      AtomicFile.write(png, out -> out.write(image));
      files.add(png);
    }
    return files;
  }

  /**
   * Draws one of the figures as an SVG document; text stays text.
   *
   * @param figure one of {@link #all}
   * @return the document
   * @throws FailedException if Java finds no fonts on this machine
   */
  public String svg(DrawnFigure figure) {
    return drawn.computeIfAbsent(figure, Figures::drawnSvg);
  }

  private static String drawnSvg(DrawnFigure figure) {
    return drawing(
        () -> {
          Drawing painter = Drawing.of(figure);
          SVGGeneratorContext context = SVGGeneratorContext.createDefault(emptySvg());
          context.setComment(null);
          SVGGraphics2D g = new SVGGraphics2D(context, false);
          g.setSVGCanvasSize(new Dimension(painter.width(), painter.height()));
          painter.paint(g);
          var root = g.getRoot();
          root.setAttributeNS(null, "viewBox", "0 0 " + painter.width() + " " + painter.height());
          StringWriter out = new StringWriter();
          g.stream(root, out, true, false);
          return out.toString();
        });
  }

  /** The figure as a PNG, {@value #SCALE} pixels a unit. */
  static byte[] png(DrawnFigure figure) {
    return drawing(
        () -> {
          Drawing painter = Drawing.of(figure);
          BufferedImage image =
              new BufferedImage(
                  SCALE * painter.width(), SCALE * painter.height(), BufferedImage.TYPE_INT_RGB);
          Graphics2D g = image.createGraphics();
          g.scale(SCALE, SCALE);
          painter.paint(g);
          g.dispose();
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          ImageIO.setUseCache(false);
          ImageIO.write(image, "png", out);
          return out.toByteArray();
        });
  }

  private static Document emptySvg() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has no XML", e);
    }
  }

  private interface Work<T> {
    T draw() throws IOException;
  }

  /** A JDK without fonts fails deep inside AWT, with an error: here it becomes one line. */
  private static <T> T drawing(Work<T> drawing) {
    try {
      return drawing.draw();
    } catch (IOException e) {
      throw new FailedException("could not draw a figure: " + e.getMessage(), e);
    } catch (LinkageError | InternalError e) {
      throw noFonts(e);
    } catch (RuntimeException e) {
      if (String.valueOf(e.getMessage()).contains("Fontconfig")) {
        throw noFonts(e);
      }
      throw e;
    }
  }

  private static FailedException noFonts(Throwable cause) {
    return new FailedException(
        "could not draw the figures: Java finds no fonts on this machine; install fontconfig and a"
            + " font (Debian: apt-get install fontconfig fonts-dejavu-core), then run"
            + " './collapsar report' on the run directories",
        cause);
  }
}
