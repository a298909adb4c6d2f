package org.collapsar.lab.inspect;

import java.util.List;
import java.util.Map;
import org.collapsar.files.ArrayUse;
import org.collapsar.files.FileContents;
import org.jspecify.annotations.Nullable;

/**
 * File of arrays, or one member of it, as it was read.
 *
 * @param source PATH or PATH:MEMBER
 * @param format its name; null where there is a refusal
 * @param refusal why the file cannot be opened, or null; then there is nothing else
 * @param arrays in the order of the file
 * @param taken what measure and certify take of the file as it was named
 */
public record InspectedFile(
    String source,
    @Nullable String format,
    @Nullable String refusal,
    List<InspectedArray> arrays,
    Map<ArrayUse, FileContents.Choice> taken) {}
