#!/bin/sh
# Takes the pictures of docs/pages.md anew, from the browser tests that show these pages.
set -eu
cd "$(dirname -- "$0")/.."
PICTURES=$(mktemp -d)
export PICTURES
trap 'rm -rf "$PICTURES"' EXIT
scripts/check.sh test "test/scenarios/ui/*.test.ts"
for name in matrix cell confirm-promote run-failed release environment; do
  cp "$PICTURES/$name-wide-light.png" "docs/images/$name.png"
done
