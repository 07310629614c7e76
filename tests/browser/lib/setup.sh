# What run and screenshots begin with: the shell tests' own functions, and what npm has to install. Sourced.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/../../lib.sh"

# Where package.json asks for something else than was installed.
install_modules() {
	[[ tests/browser/node_modules/.package-lock.json -nt tests/browser/package-lock.json ]] && return
	npm ci --prefix tests/browser --ignore-scripts --loglevel=error >&2 || die "npm can't install what the browser tests need"
	touch tests/browser/node_modules/.package-lock.json
}
install_modules
