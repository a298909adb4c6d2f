#!/usr/bin/env bash
# JDK 17.0.15 and 25.0.3, javax.imageio: ImageIO.read applies the colour profile of a JPEG to its pixels and
# hands out others than the file has, in the raster too; that of a PNG it leaves alone. libjpeg, Pillow and
# torchvision hand out what is in the file, in both.
# Why it matters here: photos carry profiles (Adobe RGB, Display P3), and a network was trained on what Pillow
# gave. Collapsar leaves the profile out of the header that it hands to ImageIO.
# Seen: the same compressed picture with and without a profile of linear light, mean difference 49.6 levels of
# 255; 0 would be right.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >Jpeg.java <<'JAVA'
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;

public class Jpeg {
  public static void main(String[] args) throws Exception {
    byte[] file = jpeg();
    int app0 = 2 + ((file[4] & 0xff) << 8 | (file[5] & 0xff));
    byte[] start = Arrays.copyOf(file, 2 + app0);
    byte[] rest = Arrays.copyOfRange(file, 2 + app0, file.length);
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    ByteArrayOutputStream app2 = new ByteArrayOutputStream();
    int length = 2 + 14 + profile.length;
    app2.write(new byte[] {(byte) 0xff, (byte) 0xe2, (byte) (length >> 8), (byte) length});
    app2.write("ICC_PROFILE\0\1\1".getBytes("ISO-8859-1"));
    app2.write(profile);
    double applied = difference(file, joined(joined(start, app2.toByteArray()), rest));
    System.out.printf("a profile moves the pixels by %.1f levels%n", applied);
    if (applied < 5) {
      System.err.println("changed: ImageIO hands out the numbers that libjpeg does");
      System.exit(1);
    }
  }

  /** 16 x 16 pixels, 4:4:4, by Pillow 9.4: three gradients. */
  static byte[] jpeg() throws Exception {
    return java.util.Base64.getDecoder().decode(JPEG);
  }

  static byte[] joined(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  static double difference(byte[] a, byte[] b) throws Exception {
    BufferedImage x = ImageIO.read(new ByteArrayInputStream(a));
    BufferedImage y = ImageIO.read(new ByteArrayInputStream(b));
    double sum = 0;
    int n = 0;
    for (int r = 0; r < x.getHeight(); r++) {
      for (int c = 0; c < x.getWidth(); c++) {
        for (int k = 0; k < 3; k++) {
          sum += Math.abs(x.getRaster().getSample(c, r, k) - y.getRaster().getSample(c, r, k));
          n++;
        }
      }
    }
    return sum / n;
  }

  static final String JPEG = 
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwz"
          + "Oko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09P"
          + "T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAQABADAREAAhEBAxEB/8QA"
          + "FQABAQAAAAAAAAAAAAAAAAAABQb/xAAYEAACAwAAAAAAAAAAAAAAAAAABAUhMf/EABgBAAIDAAAAAAAA"
          + "AAAAAAAAAAUGAwQH/8QAFREBAQAAAAAAAAAAAAAAAAAABAD/2gAMAwEAAhEDEQA/AJ1ePyhqSugIiTXj"
          + "8oAJXNBES68flFZK7OyIk14/KACVzQRF/9k=";
}
JAVA
java -Djava.awt.headless=true Jpeg.java
