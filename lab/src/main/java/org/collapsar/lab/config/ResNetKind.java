package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.ConvolutionalConfig;

/** A residual network for small images with layers behind it. */
final class ResNetKind implements NetworkKind<ConvolutionalConfig.ResNet> {
  @Override
  public String name() {
    return "resnet";
  }

  @Override
  public Class<ConvolutionalConfig.ResNet> type() {
    return ConvolutionalConfig.ResNet.class;
  }

  @Override
  public List<String> keys() {
    return HeadReader.keys("blocks", "widths", "shortcut", "batchNorm");
  }

  @Override
  public ConvolutionalConfig.ResNet read(Section s) {
    List<Integer> blocks = HeadReader.wholes(s, "blocks", "the blocks of each stage");
    return new ConvolutionalConfig.ResNet(
        new ResNet(
            blocks,
            HeadReader.widths(s, blocks),
            s.word("shortcut", ResNet.Shortcut.class, ResNet.Shortcut.A),
            s.flag("batchNorm", true)),
        HeadReader.read(s));
  }

  @Override
  public void write(ConvolutionalConfig.ResNet c, ObjectNode json) {
    c.trunk().blocks().forEach(json.putArray("blocks")::add);
    c.trunk().widths().forEach(json.putArray("widths")::add);
    json.put("shortcut", Value.word(c.trunk().shortcut())).put("batchNorm", c.trunk().batchNorm());
    HeadReader.write(c.common(), json);
  }
}
