package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.convolution.DenseNet;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.ConvolutionalConfig;

/** A network whose layers take the channels of all before them, and layers behind it. */
final class DenseNetKind implements NetworkKind<ConvolutionalConfig.Dense> {
  @Override
  public String name() {
    return "densenet";
  }

  @Override
  public Class<ConvolutionalConfig.Dense> type() {
    return ConvolutionalConfig.Dense.class;
  }

  @Override
  public List<String> keys() {
    return HeadReader.keys("blocks", "growth", "compression", "batchNorm");
  }

  @Override
  public ConvolutionalConfig.Dense read(Section s) {
    double compression =
        s.has("compression")
            ? s.number("compression", "a number above 0 and at most 1", x -> x > 0 && x <= 1)
            : 0.5;
    return new ConvolutionalConfig.Dense(
        new DenseNet(
            HeadReader.wholes(s, "blocks", "the layers of each block"),
            s.whole("growth", 1, 12),
            compression,
            s.flag("batchNorm", true)),
        HeadReader.read(s));
  }

  @Override
  public void write(ConvolutionalConfig.Dense c, ObjectNode json) {
    c.trunk().blocks().forEach(json.putArray("blocks")::add);
    json.put("growth", c.trunk().growth())
        .put("compression", c.trunk().compression())
        .put("batchNorm", c.trunk().batchNorm());
    HeadReader.write(c.common(), json);
  }
}
