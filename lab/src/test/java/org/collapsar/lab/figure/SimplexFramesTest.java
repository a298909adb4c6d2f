package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

class SimplexFramesTest {
  private static Matrix product(Matrix a) {
    return a.times(a.transposed());
  }

  @Test
  void verticesOfASimplexAreAsFarFromEachOtherAsTheyCanBe() {
    for (int c = 2; c <= 12; c++) {
      Matrix gram = product(SimplexFrames.simplex(c, c - 1));
      for (int i = 0; i < c; i++) {
        for (int j = 0; j < c; j++) {
          assertThat(gram.get(i, j)).isCloseTo(i == j ? 1 : -1.0 / (c - 1), within(1e-12));
        }
      }
    }
  }

  /** A rotation that is known is found, and no other is closer. */
  @Test
  void theRotationIsThatOfTheProcrustesProblem() {
    Random random = new Random(5);
    Matrix rows = new Matrix(6, 4, random.doubles(24, -1, 1).toArray());
    Matrix turn =
        SimplexFrames.rotation(new Matrix(6, 4, random.doubles(24, -1, 1).toArray()), rows);
    Matrix identity = turn.times(turn.transposed());
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(identity.get(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-12));
      }
    }
    Matrix turned = rows.times(turn);
    Matrix found = SimplexFrames.rotation(rows, turned);
    for (int i = 0; i < 16; i++) {
      assertThat(found.data()[i]).isCloseTo(turn.data()[i], within(1e-12));
    }
    Matrix other = new Matrix(6, 4, random.doubles(24, -1, 1).toArray());
    double best = distance(rows.times(SimplexFrames.rotation(rows, other)), other);
    for (int trial = 0; trial < 200; trial++) {
      Matrix any =
          SimplexFrames.rotation(
              new Matrix(6, 4, random.doubles(24, -1, 1).toArray()),
              new Matrix(6, 4, random.doubles(24, -1, 1).toArray()));
      assertThat(distance(rows.times(any), other)).isGreaterThan(best);
    }
  }

  private static double distance(Matrix a, Matrix b) {
    return a.combine(1, -1, b).squaredNorm();
  }
}
