package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.convolution.Vgg;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.ConvolutionalConfig;

/** Blocks of 3 x 3 convolutions, each with pooling, and layers behind them. */
final class VggKind implements NetworkKind<ConvolutionalConfig.Vgg> {
  @Override
  public String name() {
    return "vgg";
  }

  @Override
  public Class<ConvolutionalConfig.Vgg> type() {
    return ConvolutionalConfig.Vgg.class;
  }

  @Override
  public List<String> keys() {
    return HeadReader.keys("blocks", "widths", "batchNorm");
  }

  @Override
  public ConvolutionalConfig.Vgg read(Section s) {
    List<Integer> blocks = HeadReader.wholes(s, "blocks", "the convolutions of each block");
    return new ConvolutionalConfig.Vgg(
        new Vgg(blocks, HeadReader.widths(s, blocks), s.flag("batchNorm", true)),
        HeadReader.read(s));
  }

  @Override
  public void write(ConvolutionalConfig.Vgg c, ObjectNode json) {
    c.trunk().blocks().forEach(json.putArray("blocks")::add);
    c.trunk().widths().forEach(json.putArray("widths")::add);
    json.put("batchNorm", c.trunk().batchNorm());
    HeadReader.write(c.common(), json);
  }
}
