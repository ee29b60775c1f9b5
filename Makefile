# make demo   a sample project from a feature branch to production on this machine; EXIT=1 stops all of it afterwards
# make test   every check and test
# make setup  installs what both need; they begin with it
.PHONY: demo test setup

NODE = $(firstword $(wildcard runtime/node_modules/node-*/bin/node) node)

demo: setup
	@$(NODE) scripts/demo.ts $(if $(EXIT),--exit)

test: setup
	@scripts/check.sh lint
	@scripts/check.sh types
	@scripts/check.sh test

setup:
	@scripts/setup.sh
