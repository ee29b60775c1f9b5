#!/bin/sh
# One of Slipway's own checks: lint, types or test. `make test` runs all three, and so does `slipway run`, by slipway.yaml.
# Further arguments of `test` are the files to run instead of all.
set -eu
cd "$(dirname -- "$0")/.."
for node in runtime/node_modules/node-*/bin/node; do
  if [ -x "$node" ]; then PATH=$PWD/$(dirname "$node"):$PATH; fi
done
export PATH

check=${1:-}
[ $# -eq 0 ] || shift
case $check in
lint) exec node_modules/.bin/biome ci --reporter=summary . ;;
types)
  scripts/build-web.sh types
  node_modules/.bin/tsc --noEmit
  exec node_modules/.bin/tsc -p web
  ;;
test)
  [ $# -gt 0 ] || set -- "src/**/*.test.ts" "scripts/**/*.test.ts" "web/src/**/*.test.ts" "test/**/*.test.ts"
  # Tests start real servers and builds: more files at once than this only make each of them late.
  exec node --disable-warning=ExperimentalWarning --test --test-concurrency=2 --test-timeout=600000 "$@"
  ;;
*)
  echo "usage: scripts/check.sh lint|types|test [files]" >&2
  exit 2
  ;;
esac
