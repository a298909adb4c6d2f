/** Readers and writers of configurations: presets and YAML files, checked key by key. */
@NullMarked
package org.collapsar.lab.config;

import org.jspecify.annotations.NullMarked;
