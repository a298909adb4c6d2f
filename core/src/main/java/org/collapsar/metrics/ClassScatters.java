package org.collapsar.metrics;

/** Per class the number of samples and the sum of ||d||^2; of plain rows the sum of ||h||^2. */
final class ClassScatters implements RowPass.Sums<ClassScatters> {
  /** In every pass. */
  static final SampleStatistic<ClassScatters> KIND =
      new SampleStatistic<>() {
        @Override
        public ClassScatters create(SamplePlan plan) {
          return new ClassScatters(new double[plan.classes()], new long[plan.classes()]);
        }

        @Override
        public ClassScatters read(SamplePlan plan, PackedReader in) {
          int k = plan.classes();
          ClassScatters sums = new ClassScatters(in.reals(k, "scatters"), in.numbers(k, "counts"));
          sums.lengths = in.real("lengths");
          return sums;
        }

        @Override
        public Opened<ClassScatters> open(SamplePlan plan) {
          return plan.plain()
              ? block -> ClassScatters::takePlain
              : block -> ClassScatters::takeSquares;
        }
      };

  /** Per class: sum of ||d||^2, but for plain rows. */
  final double[] scatters;

  /** Per class: samples. */
  final long[] counts;

  /** Sum of ||h||^2 or a little more, for plain rows alone. */
  double lengths;

  private ClassScatters(double[] scatters, long[] counts) {
    this.scatters = scatters;
    this.counts = counts;
  }

  private static void takeSquares(SampleBlock block, ClassScatters sums) {
    for (int i = 0; i < block.count; i++) {
      int y = block.label(i);
      sums.scatters[y] += block.squares[i];
      sums.counts[y]++;
    }
  }

  private static void takePlain(SampleBlock block, ClassScatters sums) {
    for (int i = 0; i < block.count; i++) {
      sums.lengths += block.lengths[i] * block.lengths[i];
      sums.counts[block.label(i)]++;
    }
  }

  @Override
  public void add(ClassScatters other) {
    Vectors.add(scatters, other.scatters);
    for (int c = 0; c < counts.length; c++) {
      counts[c] += other.counts[c];
    }
    lengths += other.lengths;
  }

  @Override
  public void write(PackedWriter out) {
    out.reals(scatters).numbers(counts).real(lengths);
  }
}
