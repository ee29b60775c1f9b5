#!/bin/sh
# Installs what the web UI needs and builds its pages (web/dist), unless nothing has changed since; with `types`, writes
# the types of the server's API that they are checked with, and builds nothing.
set -eu
cd "$(dirname -- "$0")/.."
for node in runtime/node_modules/node-*/bin/node; do
  if [ -x "$node" ]; then PATH=$PWD/$(dirname "$node"):$PATH; fi
done
export PATH

packages=$(cat web/package-lock.json | git hash-object --stdin)
stamp=web/node_modules/.slipway-setup
if [ "$(cat "$stamp" 2>/dev/null)" != "$packages" ]; then
  echo "installing the web UI's packages"
  (cd web && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error)
  echo "$packages" >"$stamp"
fi

types() {
  node scripts/print-openapi.ts >web/node_modules/.slipway-openapi.json
  node web/scripts/write-types.ts <web/node_modules/.slipway-openapi.json
}

if [ "${1:-}" = types ]; then
  types
  exit 0
fi

sources=$(find web/src web/scripts web/index.html web/package-lock.json -type f ! -name schema.d.ts | LC_ALL=C sort |
  while read -r file; do echo "$file $(git hash-object --no-filters "$file")"; done | git hash-object --stdin)
if [ "$(cat web/dist/built-from 2>/dev/null)" = "$sources" ]; then exit 0; fi
echo "building the web UI"
node web/scripts/build.ts
echo "$sources" >web/dist/built-from
