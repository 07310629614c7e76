#!/bin/bash
# The recipes of docs/proxies.md, taken from there word by word, in front of a real server: fronts.sh apache|lighttpd
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
server=$1
site=https://tickets.example.com
pem=$work/tickets.example.com.pem
front='' HTTP='' HTTPS=''

# ---- recipes
# recipe NAME: the block of that name, for this path and with this test's ports and files instead of the real ones
recipe() {
	awk -v name="\`\`\`$1" -v path="$path" '$0 == "```" { shown = 0 }
		skip { skip = 0; next }
		shown && path && /# with a path: / { sub(/# with a path: /, ""); skip = 1 }
		shown { print }
		$0 == name { shown = 1 }' docs/proxies.md |
		sed "s|:8080|:$PORT|g; s|:443\\b|:$HTTPS|; s|:80\\b|:$HTTP|; s|listen 80;|listen $HTTP;|; s|listen 443 |listen $HTTPS |
			s|/etc/ssl/private/tickets.example.com.pem|$pem|; s|173.245.48.0/20|127.0.0.1|"
}

make_certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=tickets.example.com \
		-addext subjectAltName=DNS:tickets.example.com -keyout "$work/key" -out "$work/crt" 2>"$work/openssl" || die "no certificate"
	cat "$work/crt" "$work/key" >"$pem"
}

# ---- the shop's own server learns whose word it takes for the visitor's address
behind() { # RECIPE
	local own=$run_directory/$server.conf
	[[ -e $own.alone ]] || cp "$own" "$own.alone"
	{ cat "$own.alone"; echo; recipe "$server-$1"; } >"$own"
	[[ $server == lighttpd ]] || load_module remoteip
	restart_web "$server"
}

# ---- fronts
modules() { printf 'LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n' "$@"; }

haproxy_front() {
	recipe haproxy >"$work/haproxy.cfg"
	haproxy -db -f "$work/haproxy.cfg" >"$work/front.log" 2>&1 &
}

run_nginx() {
	{
		printf 'daemon off;\npid %s/nginx.pid;\nerror_log %s/front.log;\nevents { }\nhttp {\naccess_log off;\n' "$work" "$work"
		cat
		echo '}'
	} >"$work/nginx.conf"
	nginx -c "$work/nginx.conf" >"$work/front.out" 2>&1 &
}

# No pipe: nginx would be the child of a subshell, and stop_front() could not end it.
nginx_front() { run_nginx < <(recipe nginx); }

apache_front() {
	{
		printf 'ServerName localhost\nServerRoot %s\nPidFile %s/front.pid\nMutex file:%s default\nErrorLog %s/front.log\n' \
			"$work" "$work" "$work" "$work"
		((EUID)) || printf 'User www-data\nGroup www-data\n'
		printf 'Listen 127.0.0.1:%s\nListen 127.0.0.1:%s\n' "$HTTP" "$HTTPS"
		modules mpm_event{,} authz_core{,} alias{,} headers{,} reqtimeout{,} proxy{,} proxy_http{,} socache_shmcb{,} ssl{,}
		recipe apache
	} >"$work/front.conf"
	/usr/sbin/apache2 -f "$work/front.conf" -D FOREGROUND >"$work/front.out" 2>&1 &
}

# Stands for the network: its own TLS to the visitor, TLS again to the shop, and its own header.
cdn_front() {
	run_nginx <<-END
		server {
			listen $HTTPS ssl http2;
			ssl_certificate $pem;
			ssl_certificate_key $pem;
			ssl_protocols TLSv1.2 TLSv1.3;
			ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
			location / {
				proxy_pass https://127.0.0.1:$TLS_PORT;
				proxy_ssl_trusted_certificate $VAR/tls/ca.crt;
				proxy_ssl_name localhost;
				proxy_ssl_verify on;
				proxy_http_version 1.1;
				proxy_set_header Host \$host;
				proxy_set_header Connection "";
				proxy_set_header CF-Connecting-IP 203.0.113.9; # of 127.0.0.9; nobody on a public network is believed to be on this machine
				proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
				proxy_set_header X-Forwarded-Proto \$scheme;
				proxy_request_buffering off;
				client_max_body_size 64m;
			}
			location = $path/metrics { return 404; }
		}
		server { listen $HTTP; return 301 https://tickets.example.com\$request_uri; }
	END
}

front_answers() { through GET /healthz; [[ $status != 000 ]]; }
start_front() { # NAME
	HTTP=$(free_port) HTTPS=$(free_port)
	: >"$work/front.log"
	"$1_front"
	front=$!
	wait_for 10 front_answers ||
		die "$1 does not start: $(cat "$work/front.log" "$work/front.out" 2>/dev/null | tail -n 5)"
}

stop_front() {
	[[ ! $front ]] || kill -TERM "$front" 2>/dev/null
	wait "$front" 2>/dev/null
	front=
}
trap 'ended=$?; stop_front; clean_up' EXIT

# ---- a visitor
# through METHOD PATH [JSON [CURL-OPTION…]]: as call, by way of the front, from the address 127.0.0.9
through() {
	url=$site$path call "$1" "$2" "${3-}" --interface 127.0.0.9 --cacert "$work/crt" --connect-to "tickets.example.com:443:127.0.0.1:$HTTPS" \
		--connect-to "tickets.example.com:80:127.0.0.1:$HTTP" "${@:4}"
}

looks() { # FRONT: what a visitor sees through it
	local account="{\"email\":\"$1.$SRANDOM@example.com\",\"password\":\"secret\"}"
	for address in '' / /products/new /api/products /healthz /static/style.css; do
		through GET "$address"
		holds "$1: ${address:-the bare path} answers ($status)" test "$status" = 200 -o "$status" = 303
	done
	through POST /api/users/signup "$account" -H "Origin: $site"
	is "$1: what the shop's own pages send is taken" "$status" 201
	holds "$1: the cookie is for TLS alone" header Set-Cookie '; Secure'
	has "$1: and for the shop's path" "$value" "Path=$path/;"
	holds "$1: browsers are told to stay with TLS" header Strict-Transport-Security max-age
	for origin in http://tickets.example.com https://evil.example "http://127.0.0.1:$PORT" https://tickets.example.com:8443; do
		through POST /api/users/signin "$account" -H "Origin: $origin"
		is "$1: what a page of $origin sends is refused" "$status" 403
	done
	through GET "/api/products/x%2Fy%7a?$1"
	is "$1: an address comes as it was sent" "$status $(address_of "/api/products/x%2Fy%7a?$1" | wc -w)" "404 1"
	through GET /healthz '' "${upgrade[@]}"
	is "$1: nobody changes to HTTP/2 past its rules" "$status" 200
	is "$1: no weak suite is taken" "$(offered "$HTTPS")" ''
	through GET /metrics
	is "$1: the numbers stay on this machine" "$status" 404
	url=http://127.0.0.1:$PORT$path call GET /metrics
	is "$1: without its rule against that it would show them to nobody either" "$status" 401
	url=http://tickets.example.com$path call GET '/products?x=1' '' --connect-to "tickets.example.com:80:127.0.0.1:$HTTP"
	is "$1: without TLS there is only the way to it" "$status $(header Location && echo "$value")" "301 $site$path/products?x=1"
}

# address_of PATH: of who asked for that, by the server's log, which may be some seconds late
address_of() {
	for _ in {1..100}; do
		grep -F "$path$1 " "$VAR/log/access.log" | cut -d ' ' -f 1 | grep . && return
		sleep 0.1
	done
}

whose_address() { # FRONT HEADER ADDRESS: that of who comes to the front, whatever the visitor says it is
	through GET "/healthz?$1" '' -H "$2: 198.51.100.9"
	curl -s -o /dev/null --interface 127.0.0.9 -H "$2: 198.51.100.9" "http://127.0.0.1:$PORT$path/healthz?past-$1"
	is "$1: the shop knows the visitor's address" "$(address_of "/healthz?$1")" "$3"
	is "$1: and believes it of nobody else" "$(address_of "/healthz?past-$1")" 127.0.0.9
}

# What the front refuses doesn't reach the shop by another way either.
attacks() { # FRONT
	python3 tests/front_attacks "$HTTPS" "$path" smuggle >"$work/attacks" 2>&1 || not_ok "$1: requests of two lengths: $(<"$work/attacks")"
	through GET "/healthz?after-$1"
	is "$1: that request is the shop's last one" "$(address_of "/healthz?after-$1" >"$work/attacks"; grep -c . "$work/attacks")" 1
	is "$1: no request reaches the shop within another one" "$(grep -c 'metrics?smuggled' "$VAR/log/access.log")" 0
}

limits() { # FRONT: what is over a hundred of one address is refused, where the front can count; others are served
	local refused reader
	coproc CROWD { python3 tests/front_attacks "$HTTPS" "$path" crowd 2>&1; }
	reader=${CROWD[0]}
	read -r refused <&"$reader"
	[[ $1 == apache* ]] ||
		holds "$1: of 130 connections of one address those over a hundred are refused ($refused)" test "$((refused >= 28 && refused <= 32))" = 1
	through GET /healthz
	is "$1: others come in beside them" "$status" 200
	kill "$CROWD_PID"
	wait "$CROWD_PID" 2>/dev/null
}

make_certificate
for path in '' /tickets; do
	start_shop "$server" BOXOFFICE_BASE_URL="$site$path"
	mkdir -p "$run_directory/www$path/.well-known/acme-challenge"
	# As installed the shop's server refuses to change to HTTP/2. Here it would, so nobody but the front stands in the way.
	offer_change "$server"
	let_it_change
	behind behind
	url=http://127.0.0.1:$PORT$path call GET /healthz '' "${upgrade[@]}" --max-time 2
	is "without a front somebody could change to HTTP/2 here" "$status" 101
	url=http://127.0.0.1:$PORT call GET /healthz
	[[ $server == lighttpd ]] || is "before Apache a proxy may cut the path off" "$status" 200
	for name in haproxy nginx apache; do
		start_front "$name"
		looks "$name$path"
		whose_address "$name$path" X-Forwarded-For 127.0.0.9
		attacks "$name$path"
		limits "$name$path"
		stop_front
	done
	behind behind-cdn
	start_front cdn
	looks "cdn$path"
	whose_address "cdn$path" CF-Connecting-IP 203.0.113.9
	stop_front
	check_logs
	stop_shop
done

# Without pgrep, which a bare machine lacks.
is "no front is left running" "$(grep -alsE -- "$work/(nginx|front)\.(conf|cfg)|$work/haproxy\.cfg" /proc/[0-9]*/cmdline | wc -l)" 0
