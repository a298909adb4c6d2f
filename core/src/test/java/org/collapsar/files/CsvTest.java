package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @TempDir Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Written with ' for a line's end and | for a tab. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2,3'4,5,6'",
        "1,2,3'4,5,6",
        "a,b,c'1,2,3'4,5,6'",
        "\ufeff\"a,1\",b,c'1,2,3'4,5,6'",
        "0,1,2'1,2,3'4,5,6'",
        "1|2|3'4|5|6'",
        "1;2;3'4;5;6'",
        "1 2 3'4 5 6'",
        "# a b c'  1   2 3 '4  5 6'",
        "# 2 rows of 3'1 2 3'4 5 6'",
        "label,1x1,1x2'1,2,3'4,5,6'",
        ",,'1,2,3'4,5,6'",
        "d,0xyz,-'1,2,3'4,5,6'",
        "1 , 2 , 3'''4 ,5, +6e0''",
        // Quotes, also with a separator or a quote inside; a separator at the end of every line.
        "\"1\",\"2\",\"3\"'\"4\",\"5\",\"6\"'",
        "\"a;b\";\"c \"\"d\"\"\";e'1;2;3'4;5;6'",
        "1,2,3,'4,5,6,'",
        "a,b,c'1,2,3,'4,5,6,'",
        "a,b,c,'1,2,3,'4,5,6,'",
        "1|2|3|'4|5|6|'",
        // Comments anywhere, CR alone, decimal comma.
        "# run 3'% layer'1 2 3'# more'4 5 6'# end'",
        "1,2,3\r4,5,6\r",
        "1,2,3\r\n4,5,6\r\n",
        "1;2,0;3'4;5,00;0,6e1'",
        "\"1,0\",\"2,0\",\"3,0\"'\"4\",\"5\",\"6\"'",
        // Bars in place of other separators, written with ! for one.
        "1!2!3'4!5!6'",
        // An index, by its name or by a header with a name less.
        ",a,b,c'7,1,2,3'9,4,5,6'",
        "Unnamed: 0,a,b,c'0,1,2,3'1,4,5,6'",
        ",0,1,2'0,1,2,3'1,4,5,6'",
        "V1 V2 V3'1 1 2 3'2 4 5 6'",
        "\"V1\" \"V2\" \"V3\"'\"one\" 1 2 3'\"two\" 4 5 6'",
        "0 1 2'x 1 2 3'y 4 5 6'",
        "x'1,.2e1,30.e-1\r'0400e-2,5.0,600000000000000000000e-20\r'"
      })
  void tables(String text) throws IOException {
    Path file = write("t.csv", text.replace('\'', '\n').replace('|', '\t').replace('!', '|'));
    assertThat(MatrixFile.read(file.toString()))
        .isEqualTo(new Matrix(2, 3, new double[] {1, 2, 3, 4, 5, 6}));
  }

  @Test
  void packedByGzipAndLargerThanMemoryIsUsedFor() throws IOException {
    int rows = 30_000;
    StringBuilder text = new StringBuilder();
    double[] values = new SplittableRandom(6).doubles(rows * 7L, -1, 1).toArray();
    for (int i = 0; i < values.length; i++) {
      // As many digits as it takes for the same double to come back.
      text.append(values[i]).append(i % 7 == 6 ? '\n' : '\t');
    }
    Path file =
        Files.write(
            directory.resolve("t.tsv.gz"),
            IdxBytes.gzip(text.toString().getBytes(StandardCharsets.US_ASCII)));
    assertThat(MatrixFile.read(file.toString())).isEqualTo(new Matrix(rows, 7, values));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2'3'; expected 2 columns as in row 0, found 1 in line 2 (row 1, counted from 0)",
        "h,h''1,2'3,4,5'; expected 2 columns as in row 0, found 3 in line 4 (row 1, ",
        "1,2'3,x'; expected a number, found \"x\" in line 2 (row 1, column 1, counted from 0)",
        "h'1'0x1p3'; expected a number, found \"0x1p3\" in line 3 (row 1, column 0, ",
        "1'1d'; found \"1d\"",
        "1,2'1,'; expected a number, found \"\" in line 2 (row 1, column 1, ",
        "1,2'3,\"x\"'; found \"x\" in line 2",
        "1,2'3,\"4'; expected a closing quote before the separator or the end of the line, found"
            + " none in line 2",
        "1,2'3,\"4\"5'; expected a closing quote before",
        "1'-NaN'; expected a finite number, found \"-NaN\" in line 2 (row 1, column 0, ",
        "inf'; expected a finite number, found \"inf\" in line 1 (row 0, column 0, ",
        "1e309'; expected a finite number, found \"1e309\"",
        "1.5;2'1,5;2'; expected a number, found \"1,5\" in line 2 (row 1, column 0, counted from"
            + " 0), after numbers with a decimal point",
        "1,5;2'1.000;2'; expected a number, found \"1.000\" in line 2 (row 1, column 0, counted"
            + " from 0), after numbers with a decimal comma",
        "1.000,5;2'; expected a number, found \"1.000,5\" in line 1",
        "1,234;2'5,678;2'; expected a decimal point, found commas that may be decimal or divide"
            + " thousands, \"1,234\" in line 1: write the numbers with a point",
        "a,b,c'1,2,u'3,4,v'; expected a number, found \"u\" in line 2 (row 0, column 2, counted"
            + " from 0): --label-column c takes the column for the labels, --skip-columns c leaves"
            + " it out",
        "a,b,c'1,2,'3,4,'; found \"\" in line 2 (row 0, column 2, ",
        "0,5'1,7'2,9'; column 0 is 0, 1, 2, .., an index or a feature: --skip-columns 0 leaves it"
            + " out, --skip-columns none keeps it",
        "1,x'2,3'; found \"x\" in line 1 (row 0, column 1, counted from 0); a header has no"
            + " numbers",
        "x,1'2,3'; found \"x\" in line 1 (row 0, column 0, counted from 0); a header has no"
            + " numbers",
        "0x10,2'3,4'; expected a number, found \"0x10\" in line 1 (row 0, column 0, counted from"
            + " 0)",
        "1d,2f'3,4'; expected a number, found \"1d\" in line 1 (row 0, column 0, counted from 0)",
        "a,-2.5F'3,4'; expected a number, found \"a\" in line 1 (row 0, column 0, ",
        "\ufeff7L'1'2'; expected a number, found \"7L\" in line 1 (row 0, column 0, ",
        ",5,1,2'0,5,6,7'; expected a number, found \"\" in line 1 (row 0, column 0, ",
        "a,nan'1,2'; expected a number, found \"a\" in line 1 (row 0, column 0, ",
        "5,'1,2'; expected a number, found \"\" in line 1 (row 0, column 1, ",
        "a,b'; expected rows of numbers, found none",
        "; expected rows of numbers, found none",
        "1'123456789012345678901234567890123x'; found \"123456789012345678901234567890..\"",
      })
  void refusals(String textAndWhy) throws IOException {
    int end = textAndWhy.indexOf("; ");
    Path file = write("t.csv", textAndWhy.substring(0, end).replace('\'', '\n'));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(textAndWhy.substring(end + 2))
        .hasMessageNotContaining("\n");
  }
}
