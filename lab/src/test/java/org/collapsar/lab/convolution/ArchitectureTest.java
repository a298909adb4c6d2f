package org.collapsar.lab.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.data.ImageShape;
import org.junit.jupiter.api.Test;

/** Numbers of parameters as others count them, and forms. */
class ArchitectureTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final List<HeadLayer> ONE = List.of(new HeadLayer(10, false));
  private static final List<Integer> EIGHTEEN = List.of(2, 2, 2, 2);
  private static final List<Integer> WIDE = List.of(64, 128, 256, 512);

  private static Architecture with(Trunk trunk, List<HeadLayer> head, boolean bias) {
    return new Architecture(CIFAR, trunk.stages(), head, bias, false);
  }

  private static ResNet resnet20() {
    return new ResNet(List.of(3, 3, 3), List.of(16, 32, 64), ResNet.Shortcut.A, true);
  }

  /** He et al. (CVPR 2016), table 6: 0.27 M; 269,722 in PyTorch's form. */
  @Test
  void resNet20() {
    Architecture made = with(resnet20(), ONE, true);
    assertThat(made.parameters()).isEqualTo(269_722);
    assertThat(made.features()).isEqualTo(64);
    assertThat(made.stageWidths()).containsExactly(16, 16, 32, 64);
    // 41 M products of an image, as He et al. count them.
    assertThat(made.products()).isBetween(40.5e6, 41.5e6);
  }

  /** Figure 1 of Jacot et al.: three ReLU and three linear layers behind it. */
  @Test
  void resNet20WithAHead() {
    List<HeadLayer> head =
        List.of(
            new HeadLayer(64, true),
            new HeadLayer(64, true),
            new HeadLayer(64, true),
            new HeadLayer(64, false),
            new HeadLayer(64, false),
            new HeadLayer(10, false));
    assertThat(with(resnet20(), head, false).parameters())
        .isEqualTo(269_722 - 650 + 5 * 64 * 64 + 640);
  }

  /** 11.2 M, unlike the 0.89 M of DJL's zoo. */
  @Test
  void resNet18() {
    ResNet b = new ResNet(EIGHTEEN, WIDE, ResNet.Shortcut.B, true);
    assertThat(with(b, ONE, true).parameters()).isEqualTo(11_173_962);
    ResNet a = new ResNet(EIGHTEEN, WIDE, ResNet.Shortcut.A, true);
    int projections = 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512);
    assertThat(with(a, ONE, true).parameters()).isEqualTo(11_173_962 - projections);
  }

  /** 9,231,114 in PyTorch's form, whose convolutions have biases beside batch norm. */
  @Test
  void vgg11() {
    List<Integer> blocks = List.of(1, 1, 2, 2, 2);
    List<Integer> widths = List.of(64, 128, 256, 512, 512);
    int biases = 64 + 128 + 2 * (256 + 512 + 512);
    assertThat(with(new Vgg(blocks, widths, true), ONE, true).parameters())
        .isEqualTo(9_231_114 - biases);
    assertThat(with(new Vgg(blocks, widths, false), ONE, true).parameters())
        .isEqualTo(9_231_114 - 2 * biases);
  }

  /** 1,019,722 of DenseNet (L = 40, k = 12) in Huang et al., which does not compress. */
  @Test
  void denseNets() {
    DenseNet forty = new DenseNet(List.of(12, 12, 12), 12, 1, true);
    assertThat(with(forty, ONE, true).parameters()).isEqualTo(1_019_722);
    DenseNet compressed = new DenseNet(List.of(6, 6, 6), 12, 0.5, true);
    assertThat(with(compressed, ONE, true).features()).isEqualTo(((16 + 72) / 2 + 72) / 2 + 72);
  }

  @Test
  void withoutBatchNormConvolutionsHaveBiasesAndBlocksStartAtZero() {
    Architecture made =
        with(new ResNet(List.of(1, 1), List.of(4, 8), ResNet.Shortcut.B, false), ONE, false);
    assertThat(made.batchNorm()).isFalse();
    assertThat(
            made.tensors().stream()
                .filter(ParameterSpec::startsAtZero)
                .map(ParameterSpec::name)
                .collect(Collectors.joining(" ")))
        .isEqualTo("layer1.0.conv2.weight layer2.0.conv2.weight");
    assertThat(made.tensors())
        .extracting(ParameterSpec::name)
        .contains("conv1.bias", "layer2.0.shortcut.0.bias")
        .doesNotContain("head.0.bias");
  }

  /** A stack without anything but a change of form is no backbone. */
  @Test
  void onlyMoreThanFormIsABackbone() {
    assertThat(with(new LayerStack(List.of(new Part.Flatten())), ONE, false).backbone()).isFalse();
    assertThat(with(resnet20(), ONE, false).backbone()).isTrue();
  }
}
