package org.collapsar.lab.experiment;

/**
 * Source of a figure or a claim.
 *
 * @param citation one line: authors, title, venue, year
 * @param url address of the paper
 * @param bibtex the entry, to be copied
 */
public record Source(String citation, String url, String bibtex) {}
