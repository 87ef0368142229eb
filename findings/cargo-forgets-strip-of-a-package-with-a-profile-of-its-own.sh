#!/usr/bin/env bash
# cargo 1.95.0 forgets `strip = "symbols"` of a profile for a package that the same profile has an override for.
#
# Expected: an override changes what it names; strip cannot be named in one ("`strip` may not be specified in a `package`
# profile"), so the profile's stays.
# Seen: with any override for the package whose program is linked, rustc is called with `-C strip=debuginfo`, and the
# program keeps its symbols. Without the override it is called with `-C strip=symbols`.
#
# Needs cargo. Exits with 0 while that is so, with 1 once it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo --version
cargo new --quiet --vcs none --name stripped stripped
cd stripped
cp Cargo.toml plain.toml
strip_with() {
    cp plain.toml Cargo.toml
    printf '\n[profile.release]\nstrip = "symbols"\n%s\n' "$1" >>Cargo.toml
    rm -rf target
    cargo build --release --verbose 2>&1 | grep -o -- '-C strip=[a-z]*'
}
without=$(strip_with '')
with=$(strip_with $'[profile.release.package.stripped]\nopt-level = 2')
echo "without an override: $without"
echo "with one: $with"
if [ "$without" = "-C strip=symbols" ] && [ "$with" = "-C strip=debuginfo" ]; then echo "as found"; else echo "it has changed" >&2 && exit 1; fi
