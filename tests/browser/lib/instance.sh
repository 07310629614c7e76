# Instances for the browser's tests, and what npm has to install. Sourced.
# shellcheck shell=bash
tree=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../..")
base=${WORK:-$tree/${BUILD:-build}}/browser
declare -A starting=()

install_modules() { # DIRECTORY
	local lock=$1/package-lock.json stamp=$1/node_modules/.package-lock.json
	[[ $stamp -nt $lock ]] && return
	(cd "$1" && npm ci --ignore-scripts --loglevel=error) >&2
	touch "$stamp"
}

free_ports() { # COUNT
	node -e '
		const { createServer } = require("node:net");
		const servers = Array.from({ length: +process.argv[1] }, () => createServer().listen(0, "127.0.0.1"));
		setTimeout(() => { for (const s of servers) { console.log(s.address().port); s.close(); } }, 50);
	' "$1"
}

# Starts an instance in the background, and names its address in the variable NAME.
start_shop() { # NAME SETTING…
	local name=$1 ports
	shift
	mapfile -t ports < <(free_ports 2)
	mkdir -p "$base"
	env -C "$tree" VAR="$base/$name" PORT="${ports[0]}" TLS_PORT="${ports[1]}" JOBS=0 BOXOFFICE_SCRYPT_LN=10 \
		BOXOFFICE_RATE_LIMIT=0 "$@" scripts/instance start >"$base/$name.log" 2>&1 &
	starting[$name]=$!
	export "$name=http://127.0.0.1:${ports[0]}/"
}

wait_for_shops() {
	local name
	for name in "${!starting[@]}"; do
		wait "${starting[$name]}" && continue
		echo "not ok - an instance of the shop starts: $(tail -n 1 "$base/$name.log")"
		exit 1
	done
}

stop_shops() {
	local name
	trap '' INT TERM HUP
	for name in "${!starting[@]}"; do
		wait "${starting[$name]}" || true
		VAR=$base/$name "$tree/scripts/instance" stop >&2 || true
	done
	rm -rf "$base"
}
trap stop_shops EXIT
trap 'exit 130' INT TERM HUP
