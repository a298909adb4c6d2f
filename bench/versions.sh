# For bench/same and `bench/run compare`: another version of the program beside this one. Sourced
# with `root` set; sets `java`.
# shellcheck shell=bash

fail() {
  echo "bench/${0##*/}: $*" >&2
  exit 2
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "${java}c" >/dev/null || fail "expected a JDK 17 or newer by JAVA_HOME or on the PATH, found no ${java}c"

# Sets `other` to the directory of a checkout of $1, which may be one already.
checkout() {
  local commit
  if [[ -d $1 ]]; then
    other=$(cd "$1" && pwd)
    return
  fi
  commit=$(git -C "$root" rev-parse --verify --quiet "$1^{commit}") || fail "expected a commit or a checkout, found $1"
  other=$root/target/commits/$commit
  if [[ ! -e $other/pom.xml ]]; then
    mkdir -p "$root/target/commits"
    git -C "$root" worktree prune
    git -C "$root" worktree add --quiet --force --detach "$other" "$commit"
  fi
}

# Prints the class path that the launcher of the checkout $1 runs the program with; builds it if
# it has to.
class_path() {
  local shown
  shown=$(COLLAPSAR_JAVA_OPTS=-XshowSettings:properties "$1/collapsar" --version 2>&1) || {
    printf '%s\n' "$shown" >&2
    fail "cannot build $1"
  }
  printf '%s\n' "$shown" | awk '
    / = / { inside = 0 }
    / java\.class\.path = / { inside = 1; sub(/.* = /, "") }
    inside { sub(/^ +/, ""); if (NF) path = path (path ? ":" : "") $0 }
    END { print path }'
}

# Sets `classes` to where our own classes are, compiled with the class path $1. They need no library
# of the benchmarks, so that libtorch is not downloaded for them.
compile_versions() {
  classes=$root/target/versions
  mkdir -p "$classes"
  "${java}c" -proc:none -nowarn -d "$classes" -cp "$1" \
    "$root"/bench/src/main/java/org/collapsar/bench/versions/*.java
}
