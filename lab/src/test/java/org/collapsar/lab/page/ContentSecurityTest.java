package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.lab.run.RunRecords;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page runs its own scripts and no other, also when it is opened from disk. */
class ContentSecurityTest {

  @TempDir private Path temp;

  @Test
  void everyScriptOfAPageIsAllowedByItsHash() throws Exception {
    String page = ReportPages.html(RunRecords.read(new SyntheticRuns().writeAll(temp, 2)));
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    assertThat(policy.find()).isTrue();
    String said = policy.group(1).replace("&#39;", "'");
    Matcher allowed = Pattern.compile("script-src ([^;]*)").matcher(said);
    assertThat(allowed.find()).isTrue();
    assertThat(said).startsWith("default-src 'none';");
    assertThat(allowed.group(1)).doesNotContain("unsafe", "http", "self", "*");
    List<String> hashes = new ArrayList<>();
    Matcher script = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
    while (script.find()) {
      byte[] code = script.group(1).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(code);
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertThat(hashes).hasSizeGreaterThan(5);
    assertThat(allowed.group(1).split(" ")).containsExactlyElementsOf(hashes);
  }

  /** What a policy with hashes would not run. */
  @Test
  void noElementHasAHandlerOfItsOwn() {
    String page = ReportPages.html(RunRecords.read(new SyntheticRuns().writeAll(temp, 2)));
    String body = page.replaceAll("(?s)<script.*?</script>|<style.*?</style>", "");
    assertThat(body).doesNotContainPattern("<[a-z][^>]*\\son[a-z]+=").doesNotContain("javascript:");
  }
}
