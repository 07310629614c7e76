# Variables, the lock, the run directory, and processes of an instance. Sourced by scripts/instance.
# shellcheck shell=bash disable=SC2154

say() { echo "boxoffice: $*" >&2; }

die() {
	trap - ERR
	say "$*"
	exit 1
}

is_root() { ((EUID == 0)); }

# The beginning of a command that must run as the account of the web server's programs.
as_web=()
! is_root || as_web=(setpriv --reuid=www-data --regid=www-data --clear-groups --)

# What programs that are built with sanitizers are told, for an environment that is otherwise empty.
for_sanitizers=()
[[ ! ${ASAN_OPTIONS-} ]] || for_sanitizers+=("ASAN_OPTIONS=$ASAN_OPTIONS")
[[ ! ${UBSAN_OPTIONS-} ]] || for_sanitizers+=("UBSAN_OPTIONS=$UBSAN_OPTIONS")

# ---- variables
use_var() {
	VAR=${VAR:-var}
	[[ $VAR == /* ]] || VAR=$called_from/$VAR
	[[ $VAR != *$'\n'* ]] || die "VAR must not hold a line break"
	VAR=$(realpath -m -- "$VAR")
}

check_port() { if ! [[ $2 =~ ^[1-9][0-9]{0,4}$ && $2 -lt 65536 ]]; then die "$1=$2 is not a port (1 to 65535)"; fi; }
check_switch() { [[ $2 == [01] ]] || die "$1=$2 must be 0 or 1"; }

check_variables() {
	use_var
	BUILD=${BUILD:-build}
	PORT=${PORT:-8080}
	SERVER=${SERVER:-apache}
	DEMO=${DEMO:-1}
	JOBS=${JOBS:-1}
	[[ $SERVER == apache || $SERVER == lighttpd ]] || die "SERVER=$SERVER must be apache or lighttpd"
	check_port PORT "$PORT"
	[[ -z ${TLS_PORT-} ]] || check_port TLS_PORT "$TLS_PORT"
	[[ ${TLS_PORT-} != "$PORT" ]] || die "TLS_PORT=$TLS_PORT is PORT too"
	check_switch DEMO "$DEMO"
	check_switch JOBS "$JOBS"
}

# ---- the lock: whoever holds it owns the instance
take_lock() {
	mkdir -p "$VAR" 2>/dev/null || die "cannot make the directory $VAR"
	[[ -w $VAR ]] || die "cannot write to $VAR"
	exec 9>>"$VAR/lock"
	flock -n 9 || return 1
	echo $$ >"$VAR/lock"
}

drop_lock() { exec 9>&-; }

wait_lock() { flock -w "$1" 9; }

# ---- the run directory: programs, configuration and sockets of this run, at a path that is short, has no special characters, and is open
# to the programs' account. It is VAR/run if that path fits, else a directory in /tmp, whose name is kept in VAR/run-directory.
suits() {
	local path=$1
	[[ $path =~ ^/[A-Za-z0-9/._+=-]+$ ]] && ((${#path} <= 80)) || return 1
	mkdir -p "$path" 2>/dev/null && cp /bin/true "$path/.probe" 2>/dev/null || return 1
	# Through a shell, since setpriv itself may still read every path.
	# shellcheck disable=SC2016
	if "${as_web[@]}" sh -c 'exec "$0"' "$path/.probe" 2>/dev/null; then
		rm -f "$path/.probe"
	else
		rm -rf "$path"
		return 1
	fi
}

find_run_directory() {
	RUN=$VAR/run
	[[ ! -e $VAR/run-directory ]] || RUN=$(<"$VAR/run-directory")
}

make_run_directory() {
	local base
	drop_run_directory
	RUN=$VAR/run
	if ! suits "$RUN"; then
		for base in "${TMPDIR:-/tmp}" /tmp /var/tmp /run; do
			RUN=$(mktemp -d "$base/boxoffice.XXXXXX" 2>/dev/null) || continue
			chmod 755 "$RUN"
			suits "$RUN" && break
			RUN=
		done
		[[ $RUN ]] || die "no directory for the programs: neither $VAR nor /tmp lets www-data in, or they are full"
	fi
	echo "$RUN" >"$VAR/run-directory"
}

drop_run_directory() {
	find_run_directory
	[[ $RUN != "$VAR/run" && $RUN != */boxoffice.?????? || ! -O $RUN ]] || rm -rf "$RUN"
	rm -f "$VAR/run-directory"
}

make_room() {
	local free min_mb=50
	[[ -d $VAR/db ]] || min_mb=300
	free=$(df -Pm -- "$VAR" | awk 'END { print $4 }')
	((free >= min_mb)) || die "only $free MB free for $VAR; $min_mb MB are needed"
	make_run_directory
	mkdir -p "$VAR/log" "$RUN/tmp" "$RUN/fcgi" "$RUN/www" "$RUN/etc/boxoffice" "$RUN/var/lib/boxoffice"
	chmod 700 "$RUN/tmp"
	ln -sfn "$VAR/log" "$RUN/log"
	! is_root || chown www-data: "$RUN/fcgi" "$RUN/var/lib/boxoffice"
	trim_logs
}

trim_logs() {
	local log
	for log in "$VAR"/log/*.log; do
		if [[ -e $log && $(stat -c %s "$log") -gt 50000000 ]]; then
			mv "$log" "$log.1"
		fi
	done
}

# ---- processes
# The processes that this instance started, proven by what they execute and by a path of ours in their arguments.
# ours [database|web]: only these.
ours() {
	local dir exe args
	for dir in /proc/[0-9]*; do
		args=
		{ mapfile -d '' -t args <"$dir/cmdline"; } 2>/dev/null || continue
		[[ " ${args[*]-}" == *"$RUN/"* ]] || continue
		exe=$(readlink "$dir/exe") || continue
		case ${exe% (deleted)}:${1-} in
		*/mariadbd: | */mariadbd:database) [[ " ${args[*]} " == *" --socket=$RUN/db.sock "* ]] || continue ;;
		*/apache2: | */apache2:web) [[ " ${args[*]} " == *" -f $RUN/apache.conf "* ]] || continue ;;
		*/lighttpd: | */lighttpd:web) [[ " ${args[*]} " == *" -f $RUN/lighttpd.conf "* ]] || continue ;;
		*/multiwatch: | */multiwatch:web) ;;
		"$RUN"/lib/cgi-bin/*:web | "$RUN"/*:) ;;
		*) continue ;;
		esac
		echo "${dir#/proc/}"
	done
}

# True if one of the processes is alive. That counts children that nobody has waited for, too.
any_alive() {
	local pid
	for pid in $1; do
		[[ -e /proc/$pid && $(sed -n 's/^State:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null) != Z* ]] && return 0
	done
	return 1
}

end_all() { # PIDS [SECONDS]: TERM, then KILL
	local pids=$1 tries=$((${2:-20} * 20))
	[[ $pids ]] || return 0
	# shellcheck disable=SC2086
	kill -TERM $pids 2>/dev/null || true
	while any_alive "$pids" && ((tries-- > 0)); do
		sleep 0.05
	done
	# shellcheck disable=SC2086
	! any_alive "$pids" || kill -KILL $pids 2>/dev/null || true
}

# Ends what an instance left behind that was killed: the web server first, so that the database can end properly.
clear_leftovers() {
	find_run_directory
	end_all "$(ours web)" 2
	end_all "$(ours)" 30
}

is_child() { [[ $1 ]] && kill -0 "$1" 2>/dev/null; }

# Sleeps for a second; a signal is handled at once. (Not `read -t`: bash 5.2 crashes when a trap exits from it.)
sleeper=
sleep_second() {
	sleep 1 >/dev/null 2>&1 9>&- &
	sleeper=$!
	wait "$sleeper" || true
}

# Among the newest lines of a log, the last one that matches: the reason of a failure.
reason_in() { tail -n 20 "$1" 2>/dev/null | grep -iE "$2" | tail -n 1 | cut -c 1-300; }
