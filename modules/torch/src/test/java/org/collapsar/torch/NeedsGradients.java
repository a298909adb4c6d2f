package org.collapsar.torch;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.collapsar.FailedException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests that train in float32, with the reason, where libtorch's gradients are wrong. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsGradients.Condition.class)
@interface NeedsGradients {
  /** Asks {@link GradientCheck}. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        GradientCheck.require();
        return ConditionEvaluationResult.enabled("the gradients are right");
      } catch (FailedException e) {
        System.err.println("SKIPPED " + context.getDisplayName() + ": " + e.getMessage());
        return ConditionEvaluationResult.disabled(String.valueOf(e.getMessage()));
      }
    }
  }
}
