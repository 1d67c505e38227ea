#!/bin/bash
# Does bootstrap work for a user with an empty home and a bare path, refuse a package whose checksum
# is not the lock's, unpack nothing of it, refuse to write outside build/, and take no time when
# nothing is missing? A small package of the web's own stands for the large ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build
work=$(mktemp -d build/bootstrap-test.XXXXXX)
trap 'rm -rf "$work" build/tools/stamps/*-bootstrap-test.lock' EXIT
mkdir "$work/home"

fail() {
  printf 'bootstrap_test: %s\n' "$1" >&2
  [[ ! -f "$work/said" ]] || cat "$work/said" >&2
  exit 1
}
bootstrap() { # bootstrap LOCK STEP...: what it says goes to $work/said
  local lock=$1
  shift
  env -i HOME="$PWD/$work/home" PATH=/usr/bin:/bin BOOTSTRAP_LOCK="$lock" tools/bootstrap "$@" \
    >"$work/said" 2>&1 </dev/null
}
lock() { # lock NAME SHA512 MEMBER DESTINATION
  printf '# a test\nd3-geo 3.1.2 %s %s %s\n' "$2" "$3" "$4" >"$work/$1-bootstrap-test.lock"
}

# The right sum is the one that web/package-lock.json names for the same package.
right=$(grep -A2 '"node_modules/d3-geo"' web/package-lock.json -A4 | sed -n 's/.*"sha512-\(.*\)".*/\1/p')
[[ ${#right} == 88 ]] || fail "web/package-lock.json names no d3-geo"
wrong=AAAA${right:4}

lock right "$right" package/LICENSE "$work/out/LICENSE"
bootstrap "$work/right-bootstrap-test.lock" duckdb || fail "the right checksum was refused"
[[ -s "$work/out/LICENSE" ]] || fail "the member did not arrive"
[[ -z "$(ls "$work/out" | grep -v LICENSE)" ]] || fail "more than the named member arrived"

lock wrong "$wrong" package/LICENSE "$work/bad/LICENSE"
! bootstrap "$work/wrong-bootstrap-test.lock" duckdb || fail "a wrong checksum was accepted"
grep -q 'wrong checksum: d3-geo 3.1.2' "$work/said" || fail "a wrong checksum is not called so"
[[ ! -e "$work/bad" ]] || fail "a package with a wrong checksum was unpacked"

lock absent "$right" package/no-such-file "$work/absent/file"
! bootstrap "$work/absent-bootstrap-test.lock" duckdb || fail "a missing member was accepted"
grep -q 'has no member package/no-such-file' "$work/said" || fail "a missing member is not named"

for outside in /tmp/entente-outside build/../outside outside; do
  lock outside "$right" package/LICENSE "$outside"
  ! bootstrap "$work/outside-bootstrap-test.lock" duckdb || fail "$outside was accepted as a place"
  [[ ! -e "$outside" ]] || fail "$outside was written"
done

! bootstrap third_party/duckdb.lock nonsense || fail "an unknown step was accepted"
[[ -z "$(ls -A build/tools | grep '^fetch\.')" ]] || fail "temporary folders were left behind"
[[ -z "$(ls -A "$work/home")" ]] || fail "something was written into the home folder"

# Once all is there: silent, and instant. Half a second allows for a busy
# machine; the best of five is what counts.
bootstrap third_party/duckdb.lock || fail "bootstrap failed"
best=9999
for _ in 1 2 3 4 5; do
  started=$(date +%s%3N)
  bootstrap third_party/duckdb.lock || fail "bootstrap failed with nothing missing"
  took=$(($(date +%s%3N) - started))
  ((took < best)) && best=$took
  [[ ! -s "$work/said" ]] || fail "bootstrap spoke with nothing missing"
done
((best < 500)) || fail "bootstrap took $best ms with nothing missing"
echo "bootstrap: all checks passed ($best ms when nothing is missing)"
