package org.collapsar.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;

/** A column of texts: names of classes. */
record TextColumn(Path path, Footer footer, Type field, ColumnDescriptor column)
    implements StoredTexts {
  private static final int MOST = Integer.MAX_VALUE - 8;

  @Override
  public String name() {
    return field.getName();
  }

  @Override
  public String label() {
    return StoredArray.label(path, name());
  }

  @Override
  public List<Long> shape() {
    return List.of(footer.rows());
  }

  @Override
  public Indexed read() {
    if (footer.rows() < 1 || footer.rows() > MOST) {
      throw new BadInputException(
          label() + ": expected 1 to " + MOST + " names, found " + footer.rows());
    }
    Map<String, Integer> texts = new LinkedHashMap<>();
    double[] places = new double[(int) footer.rows()];
    MessageType projected = new MessageType(footer.schema().getName(), field);
    int row = 0;
    try (ParquetFileReader reader = Footer.open(path)) {
      reader.setRequestedSchema(projected);
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        ColumnReader texted =
            new ColumnReadStoreImpl(group, new Unused(projected), projected, footer.createdBy())
                .getColumnReader(column);
        for (long i = 0; i < group.getRowCount(); i++, row++) {
          if (texted.getCurrentDefinitionLevel() < column.getMaxDefinitionLevel()) {
            throw new BadInputException(
                label() + ": row " + row + ": expected a name, found none (null)");
          }
          String text = texted.getBinary().toStringUsingUTF8();
          places[row] = texts.computeIfAbsent(text, k -> texts.size());
          texted.consume();
        }
      }
    } catch (BadInputException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw new BadInputException(
          label() + ": expected a whole file, found " + TableBytes.damage(e), e);
    }
    return new Indexed(List.copyOf(texts.keySet()), places);
  }
}
