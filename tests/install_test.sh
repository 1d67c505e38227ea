#!/bin/bash
# Does an installed tree still work after it was moved, without the build folder, a home, or any
# variable? Run after a release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf 'install_test: %s\n' "$1" >&2; exit 1; }

make --no-print-directory install "PREFIX=$work/first" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "make install failed"; }
mv "$work/first" "$work/moved"
mkdir "$work/home"
entente() { (cd "$work/home" && env -i HOME="$work/home" PATH=/usr/bin:/bin "$work/moved/bin/entente" "$@"); }

version=$(entente --version) || fail "the moved program does not start"
found=$(ldd "$work/moved/bin/entente" | sed -n 's/.*libduckdb.so => \([^ ]*\).*/\1/p')
[[ "$(realpath "$found")" == "$(realpath "$work/moved/lib/entente/libduckdb.so")" ]] ||
  fail "libduckdb.so is taken from $found"
entente brief "$work/moved/share/entente/cases/northeast-asia" -o "$work/brief.html" >/dev/null ||
  fail "the moved program makes no brief of the moved case"
[[ -s "$work/brief.html" ]] || fail "the brief is empty"
for file in lib/entente/libduckdb.LICENSE share/man/man1/entente.1 share/doc/entente/LICENSE \
  share/bash-completion/completions/entente share/zsh/site-functions/_entente \
  share/fish/vendor_completions.d/entente.fish; do
  [[ -s "$work/moved/$file" ]] || fail "$file is missing or empty"
done
bash -n "$work/moved/share/bash-completion/completions/entente" || fail "the bash completion is not bash"
if command -v man >/dev/null; then
  [[ -z "$(man --warnings -l "$work/moved/share/man/man1/entente.1" 2>&1 >/dev/null)" ]] || fail "the man page has faults"
fi
echo "install: $version runs from a moved tree"
