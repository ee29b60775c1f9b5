#!/bin/sh
# Installs what Slipway needs, and skips what is installed already: Node 24 (where the system's is older), Slipway's
# packages, the pages of its web UI, and the sample's packages, so that the demo finds them in npm's cache.
set -eu
cd "$(dirname -- "$0")/.."

fail() {
  echo "make setup: $1" >&2
  exit 1
}

command -v git >/dev/null || fail "git is missing; install it first"
command -v npm >/dev/null || fail "npm is missing; install Node 20 or later with npm first"
major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
[ "$major" -ge 20 ] || fail "Node 20 or later is needed to begin with, and found is $major"

# What was installed is known by the hash of what asked for it.
wanted=$(cat runtime/package-lock.json package-lock.json examples/application/package-lock.json scripts/setup.sh |
  git hash-object --stdin)-$major
stamp=node_modules/.slipway-setup
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ -d examples/application/node_modules ]; then
  exec scripts/build-web.sh
fi

# In the folder itself: with --prefix npm would not read its global settings, and so not know of a company's registry.
install() {
  (cd "$1" && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error)
}

if [ "$major" -lt 24 ]; then
  echo "installing Node 24 beside Slipway (the system's is $(node --version))"
  # One package for each kind of machine: npm passes over what does not fit, and also over what it could not get.
  for attempt in first second; do
    install runtime
    node=$(echo runtime/node_modules/node-*/bin/node)
    [ -x "$node" ] && break
    [ $attempt = second ] || echo "npm could not get it; trying once more"
  done
  [ -x "$node" ] || fail "npm gets no Node 24 for this machine: look whether the registry answers, or install Node 24"
  PATH=$PWD/$(dirname "$node"):$PATH
  export PATH
fi
echo "installing Slipway's packages with Node $(node --version)"
install .
echo "installing the sample's packages"
install examples/application
echo "$wanted" >"$stamp"
exec scripts/build-web.sh
