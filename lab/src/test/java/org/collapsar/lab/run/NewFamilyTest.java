package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.experiment.StepCount;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.EpochMeasurement;
import org.collapsar.probe.EpochProbe;
import org.collapsar.random.Seed;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.junit.jupiter.api.Test;

class NewFamilyTest {

  @Test
  void itsMetricIsAColumnOfMetricsCsv() {
    List<String> columns = List.of("loss", "steps.count");
    NetworkSpec spec = new NetworkSpec(64, List.of(LayerSpec.dense(10, Activation.IDENTITY)));
    Dataset digits =
        DataSets.load("digits", null, DataDirectory.resolve(null), FetchListener.NONE)
            .subsample(6, Seed.of(1))
            .train();
    TrainConfig config = new TrainConfig(4, 25, StepSchedule.constant(0.1), 1);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(1));
        Samples train = Samples.of(digits, Precision.FLOAT64);
        EpochProbe probe =
            EpochProbe.of(network, train)
                .trainedBy(config)
                .families(StepCount.MORE)
                .metrics(columns)
                .open()) {
      EpochMeasurement found = probe.measure(probe.after(4));
      EpochRecord record =
          new EpochRecord(4, found.values(), null, found.matrices(), null, null, null, 0, 0);
      assertThat(MetricsTable.TABLE.header(columns)).isEqualTo("epoch,loss,steps.count");
      // 60 samples in batches of 25: three steps an epoch.
      assertThat(MetricsTable.TABLE.rows(record, columns)).matches("4,[0-9.E-]+,12\\.0\\n");
    }
  }
}
