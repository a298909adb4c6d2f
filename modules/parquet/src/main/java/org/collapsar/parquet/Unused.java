package org.collapsar.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;

/**
 * The converters that Parquet asks for before it hands out the reader of a column. They hear of
 * nothing, since records are not put together.
 */
final class Unused extends GroupConverter {
  private final GroupType group;

  Unused(GroupType group) {
    this.group = group;
  }

  @Override
  public Converter getConverter(int field) {
    return group.getType(field).isPrimitive()
        ? new PrimitiveConverter() {}
        : new Unused(group.getType(field).asGroupType());
  }

  @Override
  public void start() {}

  @Override
  public void end() {}
}
