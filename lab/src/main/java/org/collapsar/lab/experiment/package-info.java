/** What an experiment is: its source, figures and claims. */
@NullMarked
package org.collapsar.lab.experiment;

import org.jspecify.annotations.NullMarked;
