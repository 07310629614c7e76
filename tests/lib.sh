# What the shell tests share. A test prints `ok SENTENCE` or `not ok SENTENCE` for each thing it has looked at. Its shop
# is an instance of its own, in a directory of its own, on ports of its own, and ends with it.
# shellcheck shell=bash disable=SC2034

set -u -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
BUILD=${BUILD:-build}
export BUILD
export -n MAKEFLAGS MFLAGS MAKELEVEL

# Nothing of the caller's settings reaches the shop under test.
for name in $(compgen -A export BOXOFFICE_ || true); do
	unset "$name"
done

suite=$(basename "$0" .sh)
work=$(mktemp -d "${WORK:-${TMPDIR:-/tmp}}/$suite.XXXXXX")
chmod 755 "$work"
failures=0
shops=()

# ---- what was seen
ok() { echo "ok $*"; }

not_ok() {
	echo "not ok $*"
	failures=$((failures + 1))
}

# is SENTENCE GOT WANTED
is() {
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1"
		printf '    got: %s\n    not: %s\n' "${2:0:600}" "${3:0:600}"
	fi
}

# holds SENTENCE COMMAND…: it succeeds
holds() {
	local sentence=$1
	shift
	if "$@" >"$work/holds" 2>&1; then
		ok "$sentence"
	else
		not_ok "$sentence"
		printf '    %s\n' "$*"
		tail -n 20 "$work/holds" | sed 's/^/    /'
	fi
}

fails() { ! "$@"; }

# has SENTENCE TEXT PART
has() {
	if [[ $2 == *"$3"* ]]; then
		ok "$1"
	else
		not_ok "$1"
		printf '    got: %s\n    without: %s\n' "${2:0:600}" "$3"
	fi
}

die() {
	not_ok "$suite: $*"
	exit 1
}

# ---- waiting
# Fails where the command doesn't succeed within so many seconds.
wait_for() { # SECONDS COMMAND…
	local end=$((EPOCHSECONDS + $1))
	shift
	until "$@"; do
		((EPOCHSECONDS < end)) || return 1
		sleep 0.1
	done
}

listens() { grep -qs "$(printf ':%04X 00000000:0000 0A' "$1")" /proc/net/tcp; } # PORT

# ---- shops
free_port() {
	local port hex
	while :; do
		port=$((20000 + SRANDOM % 12000))
		printf -v hex ':%04X ' "$port"
		grep -qs "$hex" /proc/net/tcp /proc/net/tcp6 || break
	done
	echo "$port"
}

# start_shop SERVER [NAME=value…]: sets VAR, PORT and TLS_PORT. Cheap passwords and no throttling unless told otherwise.
start_shop() {
	local server=$1 try
	shift
	VAR=$work/$server.${#shops[@]}
	shops+=("$VAR")
	for try in 1 2 3; do
		PORT=$(free_port) TLS_PORT=$(free_port)
		export VAR PORT TLS_PORT
		if env SERVER="$server" DEMO=0 JOBS=0 BOXOFFICE_SCRYPT_LN=10 BOXOFFICE_RATE_LIMIT=0 "$@" scripts/instance start \
			>"$work/start" 2>&1; then
			url=http://127.0.0.1:$PORT
			run_directory=$(<"$VAR/run-directory")
			return
		fi
		grep -q 'is in use' "$work/start" || break
	done
	cat "$work/start"
	die "the shop does not start"
}

is_another() { [[ ! -e /proc/$1 ]] && curl -fsS -o /dev/null "http://127.0.0.1:$PORT${path-}/healthz" 2>/dev/null; } # than PID

# restart_web SERVER: whose configuration has been changed; $path is that of the shop
restart_web() {
	local main
	main=$(<"$run_directory/$1.pid")
	kill -TERM "$main"
	wait_for 20 is_another "$main" || die "$1 does not start again: $(tail -n 3 "$VAR/log/error.log")"
}

stop_shop() { scripts/instance stop; }

sql() { scripts/instance sql; }

# programs [NAME]: process ids of this shop's programs, or of one of them
programs() {
	find /proc/[0-9]*/exe -maxdepth 0 -lname "$run_directory/lib/cgi-bin/*/${1-*}.fcgi*" 2>/dev/null |
		sed 's|^/proc/||; s|/exe$||' | sort
}

# kill_with_children -SIGNAL PID: without pkill, which a bare machine lacks
kill_with_children() {
	local children=
	{ children=$(<"/proc/$2/task/$2/children"); } 2>/dev/null
	# shellcheck disable=SC2086
	kill "$1" $children "$2" 2>/dev/null
}

# mod_fcgid stops for a while to start what dies often: not in a shop whose programs are killed on purpose.
let_programs_die() {
	sed -i 's/^FcgidSpawnScoreUpLimit .*/FcgidSpawnScoreUpLimit 1000000/' "$run_directory/etc/apache2/conf-available/boxoffice-fcgid.conf"
	[[ ! -e $run_directory/apache.pid ]] || kill -USR1 "$(<"$run_directory/apache.pid")"
}

database() { cat "$run_directory/db.pid"; }

conf() { echo "$VAR/boxoffice.conf"; }

job() { # NAME [OPTION…]
	local name=$1
	shift
	BOXOFFICE_CONF=$(conf) "$BUILD/jobs/$name" "$@"
}

verify() { holds "${1:-verify finds every row in order}" job verify; }

# What no test may leave in a log: a sanitizer's report, a program that died by itself, a fault of ours.
check_logs() { # [PATTERN of lines that this test has provoked]
	local found
	found=$(grep -hE 'AddressSanitizer|runtime error:|LeakSanitizer|level=error|segfault|SIGSEGV|SIGABRT' "$VAR"/log/*.log 2>/dev/null |
		grep -vE "${1:-^$}" | head -n 5)
	is "the logs have no fault of ours" "$found" ''
}

# A trap that does more begins with `ended=$?`: a test that dies has failed too.
clean_up() {
	local var last=$?
	trap - EXIT INT TERM HUP
	for var in ${shops[@]+"${shops[@]}"}; do
		VAR=$var scripts/instance stop >/dev/null 2>&1
	done
	if ((failures)) && [[ ${KEEP_LOGS-} ]]; then
		mkdir -p "$KEEP_LOGS"
		cp -r "$work" "$KEEP_LOGS/" 2>/dev/null
	fi
	rm -rf "$work"
	exit $((failures > 0 || ${ended:-$last} != 0))
}
trap clean_up EXIT
trap 'failures=$((failures + 1)); exit 1' INT TERM HUP

# ---- requests
# call METHOD PATH [JSON [CURL-OPTION…]]: sets status, body and head. $as is the token of who sends it.
call() {
	local method=$1 path=$2 json=${3-} options=()
	shift $(($# < 3 ? $# : 3))
	[[ ! ${as-} ]] || options+=(-b "session=$as")
	[[ ! $json ]] || options+=(-H 'Content-Type: application/json' --data-binary "$json")
	[[ $method != HEAD ]] || options+=(--head)
	: >"$work/body"
	: >"$work/head"
	status=$(curl -sS --max-time 30 --path-as-is -o "$work/body" -D "$work/head" -w '%{http_code}' -X "$method" \
		${options[@]+"${options[@]}"} "$@" "$url$path" 2>"$work/curl") || true
	{ body=$(<"$work/body"); } 2>/dev/null
	head=$(<"$work/head")
	head=${head//$'\r'/}
}

# header NAME [PART]: of the last answer, the first of this name (that has this part); sets value
header() {
	local line name=${1,,}
	value=
	while IFS= read -r line; do
		if [[ ${line,,} == "$name: "* && $line == *"${2-}"* ]]; then
			value=${line#*: }
			return
		fi
	done <<<"$head"
	return 1
}

# member PATH: of the last answer's JSON, by jq
member() { jq -r "$1 // empty" <<<"$body" 2>/dev/null; }

# sign_up EMAIL: sets token
sign_up() {
	as='' call POST /api/users/signup "{\"email\":\"$1\",\"password\":\"secret\"}"
	[[ $status == 201 ]] || die "cannot sign up $1: $status $body"
	header Set-Cookie session=
	token=${value#session=}
	token=${token%%;*}
}

# sign_up_many COUNT: sets tokens
sign_up_many() {
	local i
	tokens=()
	for ((i = 0; i < $1; i++)); do
		sign_up "user$i.$SRANDOM@example.com"
		tokens+=("$token")
	done
}

# sell TITLE PRICE QUANTITY: by $as; sets product
sell() {
	call POST /api/products "{\"title\":\"$1\",\"price\":$2,\"quantity\":$3}"
	[[ $status == 201 ]] || die "cannot sell $1: $status $body"
	product=$(member .id)
}

# ---- many requests at once
load() { # CONNECTIONS [together] < requests
	[[ $BUILD/tests/load -nt tests/tools/load.c ]] || build_load
	"$BUILD/tests/load" "$PORT" "$@"
}

build_load() {
	mkdir -p "$BUILD/tests"
	"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -o "$BUILD/tests/load.$$" tests/tools/load.c -pthread &&
		mv "$BUILD/tests/load.$$" "$BUILD/tests/load"
}

# offered PORT: which of the weaker kinds of TLS a server takes, and which of the stronger it doesn't
offered() {
	local suite
	for suite in ECDHE-ECDSA-AES128-SHA256 ECDHE-ECDSA-AES256-SHA ECDHE-ECDSA-AES256-CCM8 ECDHE-ECDSA-AES128-CCM; do
		! openssl s_client -tls1_2 -cipher "$suite" -connect "127.0.0.1:$1" </dev/null >/dev/null 2>&1 || echo "$suite"
	done
	! openssl s_client -tls1_3 -ciphersuites TLS_AES_128_CCM_8_SHA256 -connect "127.0.0.1:$1" </dev/null >/dev/null 2>&1 || echo CCM_8
	! openssl s_client -tls1_1 -cipher ALL:@SECLEVEL=0 -connect "127.0.0.1:$1" </dev/null >/dev/null 2>&1 || echo "TLS 1.1"
	openssl s_client -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256 -connect "127.0.0.1:$1" </dev/null >/dev/null 2>&1 || echo "not AES-GCM"
	openssl s_client -tls1_3 -connect "127.0.0.1:$1" </dev/null >/dev/null 2>&1 || echo "not TLS 1.3"
}

# load_module MODULE [LINE]: into the shop's Apache, and a line of its configuration, from its next start on
load_module() {
	local line="LoadModule $1_module /usr/lib/apache2/modules/mod_$1.so"
	sed -i "0,/^LoadModule/s||$line\n${2-}\nLoadModule|" "$run_directory/apache.conf"
}

# With these a request asks to go on by HTTP/2 on the same connection.
upgrade=(--http1.1 -H 'Connection: Upgrade, HTTP2-Settings' -H 'Upgrade: h2c' -H 'HTTP2-Settings: AAMAAABkAAQAAP__')

# A host's server may be ready for that: Apache with Debian's http2.conf, lighttpd as this shop's own file begins.
offer_change() { [[ $1 == lighttpd ]] || load_module http2 "Protocols h2 h2c http/1.1"; } # SERVER

# Takes out what the shop's lines have against it. To be followed by restart_web, like the one above.
let_it_change() {
	sed -i '/H2Upgrade off/d; s/"server.h2c" => "disable"/"server.h2c" => "enable"/' \
		"$run_directory"/etc/{apache2/conf-available/boxoffice,lighttpd/conf-available/50-boxoffice}.conf
}

# statuses: "201:1 400:199" from answers
statuses() { cut -f 1 | sort | uniq -c | awk '{ printf "%s%s:%s", sep, $2, $1; sep = " " }'; }

milliseconds() { echo $((${EPOCHREALTIME/./} / 1000)); }

sleep_until() { # milliseconds since the epoch
	local left=$(($1 - $(milliseconds)))
	((left <= 0)) || sleep "$((left / 1000)).$(printf %03d $((left % 1000)))"
}
