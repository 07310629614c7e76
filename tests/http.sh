#!/bin/bash
# Asks a real server every line of http.txt: http.sh apache|lighttpd
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop "$1" BOXOFFICE_FEED_TOKEN=feed-of-http

sign_up alice@example.com
alice=$token
sign_up bob@example.com
bob=$token
as=$alice sell "A concert" 20 5
PRODUCT=$product
as=$alice sell "The last ticket" 12.50 1
HELD=$product
as=$bob call POST /api/orders "{\"productId\":\"$HELD\"}"
ORDER=$(member .id)
SIXKB=$(printf 'a%.0s' {1..6144})

fill() { # TEXT: sets filled
	filled=${1//\$PRODUCT/$PRODUCT}
	filled=${filled//\$HELD/$HELD}
	filled=${filled//\$ORDER/$ORDER}
	filled=${filled//\$BASE/$url}
	filled=${filled//\$FEED/feed-of-http}
	filled=${filled//\$ALICE/$alice}
	filled=${filled//\$SIXKB/$SIXKB}
}

# ---- one request: what its lines say
forget() {
	request='' details='' as='' has_body=0 options=() wanted=()
}

send_bytes() { # N [chunked]
	head -c "$1" /dev/zero | tr '\0' ' ' >"$work/bytes"
	options+=(-H 'Content-Type: application/json' --data-binary "@$work/bytes" -H 'Expect:')
	[[ ! ${2-} ]] || options+=(-H 'Transfer-Encoding: chunked')
	has_body=1
}

send_text() { # TYPE TEXT
	options+=(-H "Content-Type: $1" --data-binary "$2")
	has_body=1
}

read_detail() {
	local word=${1%% *} rest=${1#* }
	fill "$rest"
	case $word in
	'>') options+=(-H "$filled") ;;
	as) as=$rest ;;
	json) send_text application/json "$filled" ;;
	form) send_text application/x-www-form-urlencoded "$filled" ;;
	bytes) send_bytes "${rest% chunked}" "${rest#"${rest% chunked}"}" ;;
	'<' | body) wanted+=("$1") ;;
	*) die "http.txt: $1" ;;
	esac
}

wrong() { problems+="${problems:+; }$*"; }

# What is wrong with the answer by this line, if anything.
look_at() {
	local name part
	fill "${1#* }"
	case $1 in
	'< !'*) ! header "${filled#!}" || wrong "has a header ${filled#!}" ;;
	'<'*)
		name=${filled%%: *} part=${filled#*: }
		header "$name" "$part" || wrong "no $name with '$part'"
		;;
	'body !'*) [[ $body != *"${filled#!}"* ]] || wrong "the body has ${filled#!}" ;;
	body*) [[ $body == *"$filled"* ]] || wrong "the body lacks $filled: ${body:0:300}" ;;
	esac
}

# What every answer must have.
look_at_any() {
	((status < 500)) || wrong "a fault: ${body:0:300}"
	! header Server || [[ $value != */[0-9]* ]] || wrong "the server tells its version"
	header X-Content-Type-Options nosniff || wrong "no nosniff"
	[[ $path == /static/* && $status == 200 ]] || header Content-Security-Policy "frame-ancestors 'none'" || wrong "may be framed"
	! header Content-Security-Policy unsafe || wrong "an unsafe policy"
}

run_request() {
	local method path code line problems=
	[[ $request ]] || return 0
	read -r method path code <<<"$request"
	fill "$path"
	path=$filled
	[[ ! $as ]] || options+=(-b "session=${!as}")
	[[ $method == GET || $method == HEAD ]] || ((has_body)) || options+=(-H 'Content-Length: 0')
	as='' call "$method" "$path" '' ${options[@]+"${options[@]}"}
	[[ "|$code|" == *"|$status|"* ]] || wrong "status $status $(<"$work/curl") ${body:0:200}"
	look_at_any
	for line in ${wanted[@]+"${wanted[@]}"}; do look_at "$line"; done
	is "$request${details:+ ($details)}" "$problems" ''
}

forget
while IFS= read -r line <&3; do
	case $line in
	'#'* | '') ;;
	'  '*) read_detail "${line#  }"; details+="${details:+; }${line#  }" ;;
	*) run_request; forget; request=$line ;;
	esac
done 3<tests/http.txt
run_request

# ---- what lines can't say
as=''
call GET /api/products '' -H 'Accept-Encoding: gzip'
holds "an answer is compressed for those who can read it" header Content-Encoding gzip

http=$url url=https://localhost:$TLS_PORT
call GET /auth/signin '' --cacert "$VAR/tls/ca.crt"
is "the shop answers by TLS, with a certificate of its own authority" "$status" 200
holds "by TLS its cookies are secure" header Set-Cookie '; Secure'
holds "by TLS browsers are told to stay with it" header Strict-Transport-Security max-age
is "no weak suite is taken" "$(offered "$TLS_PORT")" ''
url=$http

# ---- what the server answers by itself
guarded() { # SENTENCE STATUS CURL-OPTION…
	local sentence=$1 right=$2 path=/healthz problems=
	shift 2
	call GET "$path" '' "$@"
	look_at_any
	is "$sentence" "$status $problems" "$right "
}
guarded "a length that is no number is answered with the headers of security" 400 -H 'Content-Length: x'
guarded "so is a header that is too long" "$([[ $1 == apache ]] && echo 400 || echo 431)" -H "X: $(head -c 9000 /dev/zero | tr '\0' a)"
guarded "so is a body that is far too large" 413 -X POST -H 'Content-Length: 99999999' -H 'Expect:' -d x

raw() { # TEXT: the answer's first line
	local fd
	exec {fd}<>"/dev/tcp/127.0.0.1/$PORT"
	printf %b "$1" >&"$fd"
	timeout 10 head -n 1 <&"$fd" | tr -d '\r'
	exec {fd}>&-
}
has "two lengths are refused" "$(raw 'POST /api/products HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab')" ' 400'
has "a length that is no number is refused" "$(raw 'POST /api/products HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n')" ' 400'
has "HTTP/1.0 without Host is answered" "$(raw 'GET /healthz HTTP/1.0\r\n\r\n')" ' 200'
has "an absolute address is understood" "$(raw "GET $url/healthz HTTP/1.1\r\nHost: 127.0.0.1:$PORT\r\nConnection: close\r\n\r\n")" ' 200'

if [[ $1 == apache ]]; then
	sed '/rewrite_module/d' "$run_directory/apache.conf" >"$work/apache.conf"
	holds "Apache starts without mod_rewrite, as it did before it served files" /usr/sbin/apache2 -t -f "$work/apache.conf"
fi

# ---- files that somebody put beside the shop
www=$run_directory/www
for file in .well-known/acme-challenge/token_1-x robots.txt nested/below.html .git/config .env products/x .well-known/.env \
	'nested/a b.txt' 'nested/50%?.txt' etc/boxoffice.conf shop.sql shop.sql.gz robots.txt~ page.tpl; do
	mkdir -p "$(dirname "$www/$file")"
	echo "of $file" >"$www/$file"
done
for file in .well-known/acme-challenge/token_1-x robots.txt nested/below.html; do
	call GET "/$file"
	is "the file $file is served" "$status $body" "200 of $file"
done
call GET /nested/a%20b.txt
is "so is one with a space in its name" "$status $body" "200 of nested/a b.txt"
call GET '/nested/50%25%3f.txt?x'
is "so is one with a per cent and a question mark" "$status $body" "200 of nested/50%?.txt"
for file in .git/config .env products/x nested .well-known robots.txt/more .well-known/none 'robots.txt%3Fx' x/%2e%2e/.env nested/../.env \
	.well-known/.env .well-known/%2e%2e%2f.env nested/..%2f.env /.env %2e%65nv nested/a%2520b.txt \
	etc/boxoffice.conf shop.sql shop.sql.gz shop%2esql robots.txt~ page.tpl; do
	call GET "/$file"
	is "/$file is the shop's to refuse" "$status" 404
	has "/$file: in its own words" "$body" "Nothing here"
done
for file in .beside .beside/robots.txt .beside/products/x %2ebeside/robots.txt; do
	call GET "/$file"
	is "a file has no second address: /$file" "$status" "$([[ $1 == apache ]] && echo 403 || echo 404)"
done
call GET /robots.txt?x
is "a query changes nothing" "$status $body" "200 of robots.txt"
url=https://localhost:$TLS_PORT call GET /robots.txt '' --cacert "$VAR/tls/ca.crt"
is "a virtual host serves them too" "$status $body" "200 of robots.txt"
call GET /
has "the home page is the shop's" "$body" "· Boxoffice</title>"

call GET /webhooks # which http.txt doesn't ask
warned=$(sed -n 's/.* level=warning program=\([a-z]*\)\.fcgi .*BOXOFFICE_PAYMENT_PROVIDER=test.*/\1/p' "$VAR/log/error.log" | sort -u)
is "each program warns, when it starts, that cards aren't charged" "$warned" "$(find cgi-bin -name "*.c" ! -name "*_page.c" -printf "%f\n" | sed "s/\.c$//" | sort)"
requests() { grep . "$VAR/log/error.log" | grep -vc ' level=warning '; }
lines=$(requests)
call GET "/nowhere?token=sesame"
as='' call POST /api/users/signin '{"email":"carol@example.com","password":"sesame"}'
is "no secret is in the programs' log" "$(grep -c sesame "$VAR/log/error.log")" 0
is "each request has one line in it" "$(($(requests) - lines))" 2

# ---- a server that would change to HTTP/2 in the middle of a connection
offer_change "$1"
restart_web "$1"
call GET /healthz '' "${upgrade[@]}"
is "nobody changes to HTTP/2 in the middle of a connection" "$status" 200
for address in /healthz /static/style.css /robots.txt /nowhere /.beside; do
	call GET "$address"
	is "nor is it offered beside $address" "$(header Upgrade && echo "$value")" ''
done
url=https://localhost:$TLS_PORT call GET / '' --http1.1 --cacert "$VAR/tls/ca.crt"
is "nor by TLS" "$(header Upgrade && echo "$value")" ''
let_it_change
restart_web "$1"
call GET /healthz '' "${upgrade[@]}" --max-time 2
is "but for the shop's own line somebody could" "$status" 101

verify
check_logs
