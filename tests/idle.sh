#!/bin/bash
# Who never reads, or never ends a request's head, keeps nobody from buying: idle.sh apache|lighttpd
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop "$1"
sign_up seller@example.com
seller=$token
sign_up buyer@example.com
buyer=$token
idle=
trap 'ended=$?; [[ ! $idle ]] || kill "$idle"; clean_up' EXIT

# ---- a list of 3 MB: orders of twenty things with long titles
title=$(printf '🎫%.0s' {1..200})
items=
for ((i = 0; i < 20; i++)); do
	as=$seller sell "$title" 1 1000
	items+="${items:+,}{\"productId\":\"$product\",\"quantity\":1}"
done
for ((i = 0; i < 130; i++)); do
	as=$buyer call POST /api/orders "{\"items\":[$items]}"
	[[ $status == 201 ]] || die "no order: $status $body"
done
as=$buyer call GET "/api/orders?limit=500"
holds "a reply has 256 KB at most (${#body} characters)" test "$(stat -c %s "$work/body")" -lt 263000

# ---- Apache speaks HTTP/2 where its administrator has it do so; and the system may take less off its hands than here
if [[ $1 == apache ]]; then
	load_module http2 'Protocols h2 http/1.1\nSendBufferSize 16384'
	restart_web apache
fi

begin() { # PORT COUNT readers|tls-readers|h2-readers|writers PATH
	python3 tests/idle_clients "$1" "$buyer" "$work/all-there" "${@:2}" 2>"$work/idle" &
	idle=$!
	wait_for 60 test -e "$work/all-there" || die "the idle clients don't begin: $(<"$work/idle")"
}

end() {
	kill "$idle"
	wait "$idle" 2>/dev/null
	rm -f "$work/all-there"
	idle=
}

# answered SENTENCE METHOD PATH [JSON]: within four seconds
answered() {
	local began
	began=$(milliseconds)
	as=$buyer call "$2" "$3" "${4-}" --max-time 10
	holds "$1 ($status)" test "$((status < 300 && $(milliseconds) - began < 4000))" = 1
}

buys_beside() { # WHOM
	local try
	for try in 1 2 3; do
		answered "beside $1 an order is placed, $try" POST /api/orders "{\"items\":[$items]}"
		answered "and the home page shown" GET /
	done
}

begin "$PORT" 40 readers '/api/orders?limit=500'
sleep 1
buys_beside "forty who never read what they asked for"
end
begin "$TLS_PORT" 40 tls-readers '/api/orders?limit=500'
sleep 1
buys_beside "forty who never read what comes by TLS"
end
begin "$TLS_PORT" 40 h2-readers '/api/orders?limit=500'
sleep 1
buys_beside "forty who never read what comes by HTTP/2"
end
begin "$PORT" 600 writers /
sleep 1
buys_beside "six hundred who never end their request"
end
verify
check_logs
