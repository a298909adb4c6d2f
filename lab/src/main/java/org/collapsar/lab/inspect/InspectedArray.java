package org.collapsar.lab.inspect;

import java.util.List;
import java.util.Map;
import org.collapsar.files.ArrayUse;
import org.jspecify.annotations.Nullable;

/**
 * Array of a file, as it was read.
 *
 * @param name empty where the file is one array
 * @param shape sizes of its dimensions, empty for a single number; null where it is not known, as
 *     of a table of words
 * @param type how a number is stored, in words
 * @param floatingPoint whether its numbers can have fractions
 * @param layout how the numbers lie in the file, in words
 * @param numbers the first ones and their sum; null where there is a refusal
 * @param refusal why it cannot be read to its end; null where it can
 * @param refusals why it is refused where the user names it, by use; what is taken is missing here
 */
public record InspectedArray(
    String name,
    @Nullable List<Long> shape,
    String type,
    boolean floatingPoint,
    String layout,
    @Nullable Numbers numbers,
    @Nullable String refusal,
    Map<ArrayUse, String> refusals) {}
