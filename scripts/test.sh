#!/bin/sh
# Every check and test, in the order in which they say no soonest. Arguments go to node --test instead of all files.
set -eu
cd "$(dirname -- "$0")/.."
for node in runtime/node_modules/node-*/bin/node; do
  if [ -x "$node" ]; then PATH=$PWD/$(dirname "$node"):$PATH; fi
done
export PATH

node_modules/.bin/biome ci --reporter=summary .
node_modules/.bin/tsc --noEmit
# Two cores share real servers, browsers and builds: more files at once only make each of them late.
exec node --disable-warning=ExperimentalWarning --test --test-concurrency=2 --test-timeout=600000 \
  ${CI:+--test-reporter=spec} "${@:-src/**/*.test.ts}" ${1:-"test/**/*.test.ts"}
