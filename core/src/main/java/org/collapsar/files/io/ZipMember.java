package org.collapsar.files.io;

/**
 * A member of a zip archive.
 *
 * @param deflated or stored as it is
 * @param crc CRC-32 of the unpacked bytes
 * @param packed size in the archive, in bytes
 * @param size unpacked, in bytes
 * @param start where its packed bytes begin in the archive
 */
public record ZipMember(
    String name, boolean deflated, long crc, long packed, long size, long start) {}
