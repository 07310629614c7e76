# The private web server: ports, certificate, configuration, readiness.
# shellcheck shell=bash disable=SC2154

web_pid=
declare -A pool_pids=()

# ---- ports
# True if somebody listens at PORT of an ADDRESS (as /proc/net/tcp* writes it; without one: of any): listening TABLE PORT ADDRESS...
listening() {
	local table=$1 port address
	printf -v port '%04X' "$2"
	shift 2
	for address; do
		if grep -qs "^ *[0-9]*: $address:$port [0-9A-F]*:0000 0A " "/proc/net/$table"; then return 0; fi
	done
	return 1
}

busy() {
	listening tcp "$1" 0100007F 00000000 || listening tcp6 "$1" 00000000000000000000000000000000 0000000000000000FFFF00000100007F
}

free_on_v6() {
	grep -qs '^00000000000000000000000000000001 ' /proc/net/if_inet6 && ! listening tcp6 "$1" 00000000000000000000000001000000
}

# If no TLS port was asked for, a free one is chosen, so that a second instance needs no more than its own PORT.
choose_ports() {
	! busy "$PORT" || die "port $PORT is in use; choose another by PORT"
	if [[ ${TLS_PORT-} ]]; then
		! busy "$TLS_PORT" || die "port $TLS_PORT is in use; choose another by TLS_PORT"
		return
	fi
	for TLS_PORT in 8443 $((PORT + 363)) $((PORT + 1363)) $((PORT > 30000 ? PORT - 1000 : PORT + 1000)); do
		((TLS_PORT < 65536 && TLS_PORT != PORT)) || continue
		busy "$TLS_PORT" || return 0
	done
	die "no port for TLS is free; choose one by TLS_PORT"
}

# ---- certificate
make_certificate() {
	local tls=$VAR/tls
	mkdir -p "$tls"
	chmod 700 "$tls"
	ln -sfn "$tls" "$RUN/tls"
	if [[ ! -e $tls/ca.crt ]]; then
		new_key "$tls/ca.key"
		openssl req -x509 -new -key "$tls/ca.key" -days 3650 -subj "/CN=Boxoffice local authority" \
			-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -out "$tls/ca.crt.new"
		mv "$tls/ca.crt.new" "$tls/ca.crt"
		rm -f "$tls/server.crt"
	fi
	if ! openssl x509 -in "$tls/server.crt" -noout -checkend 604800 >/dev/null 2>&1; then
		new_key "$tls/server.key"
		openssl req -new -key "$tls/server.key" -subj /CN=localhost |
			openssl x509 -req -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -CAcreateserial -days 397 -out "$tls/server.crt.new" \
				-extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
basicConstraints=CA:FALSE
extendedKeyUsage=serverAuth") 2>/dev/null
		mv "$tls/server.crt.new" "$tls/server.crt"
	fi
}

new_key() { (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null); }

# ---- programs and pages, installed by the project's own rules
stage() {
	local problem
	problem=$(MORE_ENVIRONMENT=$(sanitizers) env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s --no-print-directory install \
		BUILD="$BUILD" DESTDIR= prefix="$RUN" sysconfdir="$RUN/etc" localstatedir="$RUN/var" rundir="$RUN/fcgi" pooldir="$RUN/fcgi" 2>&1) ||
		die "the programs could not be put into $RUN: $(grep -v "^make" <<<"$problem" | tail -n 1)"
}

sanitizers() {
	((${#for_sanitizers[@]} == 0)) || printf ' InitialEnv "%s"' "${for_sanitizers[@]}"
}

# ---- server
start_web() {
	make_certificate
	IF_ROOT=$(! is_root || echo 1)
	IF_V6=$(! free_on_v6 "$PORT" || echo 1)
	IF_V6_TLS=$(! free_on_v6 "$TLS_PORT" || echo 1)
	SHOP_PATH=$(awk -f apache/base-path.awk "$VAR/boxoffice.conf")
	export RUN PORT TLS_PORT IF_ROOT IF_V6 IF_V6_TLS WEB_USER=www-data MODULES=/usr/lib/apache2/modules
	export IF_ASAN=${ASAN_OPTIONS-} IF_UBSAN=${UBSAN_OPTIONS-}
	awk -f apache/render.awk apache/routes apache/instance.conf.in >"$RUN/apache.conf"
	awk -f apache/render.awk apache/routes apache/lighttpd-instance.conf.in >"$RUN/lighttpd.conf"
	try_program
	launch_pools
	launch_web
	wait_ready
}

# Runs one program by plain CGI: if the programs refuse a setting, this shows it before the web server starts.
try_program() {
	local answer
	answer=$("${as_web[@]}" env -i BOXOFFICE_CONF="$RUN/etc/boxoffice/boxoffice.conf" GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET \
		REQUEST_URI=/readyz SERVER_PROTOCOL=HTTP/1.0 "$RUN/lib/cgi-bin/boxoffice/health.fcgi" 2>&1 </dev/null) || true
	answer=${answer//"$RUN/etc/boxoffice/boxoffice.conf"/"$VAR/boxoffice.conf"}
	[[ $answer == *"Status: 200"* ]] || die "the programs do not work: $(program_reason "$answer")"
}

program_reason() { sed -n 's/.*level=error.* message="\(.*\)"$/\1/p; t; /./p' <<<"${1:-no answer}" | head -n 1; }

launch_web() {
	local command=(/usr/sbin/apache2 -f "$RUN/apache.conf" -D FOREGROUND)
	[[ $SERVER == apache ]] || command=(/usr/sbin/lighttpd -D -f "$RUN/lighttpd.conf")
	touch "$VAR/log/access.log"
	! is_root || chown www-data "$VAR/log/access.log"
	setsid "${command[@]}" </dev/null >>"$VAR/log/error.log" 2>&1 8>>"$VAR/log/access.log" 9>&- &
	web_pid=$!
}

# Under Apache, the programs with the most requests are pools of processes, which are started before the first request.
launch_pools() {
	local program
	[[ $SERVER == apache ]] || return 0
	while read -r program _; do
		is_child "${pool_pids[$program]-}" || launch_pool "$program"
	done < <(awk '/^[a-z]/ && $4 == "yes"' apache/routes)
}

launch_pool() { # PROGRAM
	local size
	size=$(awk -v program="$1" '$1 == program { print $3 }' apache/routes)
	rm -f "$RUN/fcgi/$1.sock"
	"${as_web[@]}" env -i BOXOFFICE_CONF="$RUN/etc/boxoffice/boxoffice.conf" BOXOFFICE_STREAMED=yes "${for_sanitizers[@]}" setsid \
		spawn-fcgi -n -s "$RUN/fcgi/$1.sock" -M 0600 -- /usr/bin/multiwatch -f "$size" -r 1000000 -- "$RUN/lib/cgi-bin/boxoffice/$1.fcgi" \
		</dev/null >>"$VAR/log/error.log" 2>&1 9>&- &
	pool_pids[$1]=$!
}

any_pool_dead() {
	local program
	for program in "${!pool_pids[@]}"; do
		is_child "${pool_pids[$program]}" || return 0
	done
	return 1
}

# The status of a GET request; empty if there is no answer.
status_of() {
	local status fd
	{ exec {fd}<>"/dev/tcp/127.0.0.1/$PORT"; } 2>/dev/null || return 0
	printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$1" "$PORT" >&"$fd" || true
	read -r -t 10 -u "$fd" _ status _ || true
	exec {fd}>&-
	echo "${status-}"
}

wait_ready() {
	local status='' end=$((SECONDS + 20))
	while ((SECONDS < end)); do
		status=$(status_of "$SHOP_PATH/readyz")
		[[ $status != 200 ]] || return 0
		is_child "$web_pid" || die "the web server does not start: $(web_reason)"
		sleep 0.05
	done
	die "/readyz answers ${status:-nothing}; see $VAR/log/error.log"
}

web_reason() { reason_in "$VAR/log/error.log" "bind" || reason_in "$VAR/log/error.log" . || echo "see $VAR/log/error.log"; }

# lighttpd finishes its requests, within a second; Apache would take two or three.
stop_web() {
	local tries=20
	if [[ $SERVER == lighttpd ]] && is_child "$web_pid"; then
		kill -INT "$web_pid" 2>/dev/null
		while is_child "$web_pid" && ((tries-- > 0)); do sleep 0.05; done
	fi
	end_all "$web_pid ${pool_pids[*]}" 10
	web_pid=
	pool_pids=()
}
