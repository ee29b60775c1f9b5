#!/bin/sh
# A benchmark by its name: installs the compared tools if they are not there, and starts it with Slipway's Node.
set -eu
cd "$(dirname -- "$0")/.."
suite=${1:-}
if [ -z "$suite" ] || [ ! -f "bench/$suite/main.ts" ]; then
  echo "usage: npm run bench -- engine|images|ui [options]" >&2
  exit 2
fi
shift
for node in "$PWD"/runtime/node_modules/node-*/bin/node; do
  if [ -x "$node" ]; then PATH=$(dirname "$node"):$PATH; fi
done
export PATH

wanted=$(git hash-object bench/package-lock.json)
stamp=bench/node_modules/.slipway-bench
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  echo "installing the compared tools" >&2
  # `npm ci` wants entries for packages of other systems as well, which not every registry has.
  npm install --no-save --prefix bench --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2
  echo "$wanted" >"$stamp"
fi
node scripts/build.ts
[ "$suite" != ui ] || scripts/build-web.sh
exec node --disable-warning=ExperimentalWarning "bench/$suite/main.ts" "$@"
