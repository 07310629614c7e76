#!/bin/bash
# Events to a real nats-server: each once and in order; and what happens while it is away, hangs, is full or has no JetStream.
# (tests/events_chaos kills it, and the relay, while orders come in.)
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

relay_says() { job relay | sed 's/ webhooks=.*//'; } # of positions and NATS

NATS=$(free_port)
server=
start_nats() { # [LINE of configuration]: sets server
	cat >"$work/nats.conf" <<-END
		listen: "${LISTEN:-127.0.0.1}:$NATS"
		max_pending: 1GB
		${1-jetstream { store_dir: "$work/nats" \}}
	END
	nats-server -c "$work/nats.conf" >>"$work/nats.log" 2>&1 &
	server=$!
	wait_for 10 listens "$NATS" || die "nats-server does not start: $(tail -n 3 "$work/nats.log")"
}

stop_nats() {
	[[ ! $server ]] || kill -KILL "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	server=
}

relay=
start_relay() { # SECONDS
	BOXOFFICE_CONF=$(conf) "$BUILD/jobs/relay" --for "$1" >"$work/relay" 2>"$work/relay.log" &
	relay=$!
}

end_relay() {
	[[ ! $relay ]] || kill -TERM "$relay" 2>/dev/null
	wait "$relay" 2>/dev/null
	relay=
}
trap 'ended=$?; end_relay; stop_nats; clean_up' EXIT

nats() { tests/nats_tool "$NATS" "$@" 2>&1; }
outbox() { sql <<<"SELECT position, id, subject FROM outbox WHERE position > ${1:-0} ORDER BY position"; }
backlog() { sql <<<"SELECT (SELECT COUNT(*) FROM outbox) - (SELECT position FROM consumers WHERE name = 'nats')"; }
lines() { grep -c "$1" "$work/relay.log"; }

use() { # SETTING VALUE
	sed -i "/^BOXOFFICE_$1=/d" "$(conf)"
	echo "BOXOFFICE_$1=$2" >>"$(conf)"
}

# within SECONDS COMMAND…: until it succeeds
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.2
	done
}
nothing_waits() { [[ $(backlog) == 0 ]]; }

# One after another: orders that are committed together share an event of the product.
orders() { # COUNT: how many were placed
	local i
	for ((i = 0; i < $1; i++)); do
		printf 'POST\t/api/orders\t%s\t\t{"productId":"%s"}\n' "$token" "$product"
	done | load 1 | statuses
}

start_shop apache
use NATS_URL "nats://127.0.0.1:$NATS"
sign_up seller@example.com
as=$token sell "A concert" 12.50 1000

# ---- as it should be
start_nats
is "orders are placed" "$(orders 20)" 201:20
said=$(job relay 2>"$work/relay.log")
is "a relay without options brings all there is" "${said%% webhooks*}" "feed=41 nats=41"
is "each event is in the stream, in order" "$(outbox | nats compare)" "the same"
is "once" "$(nats count)" 41
config=$(nats config)
is "the stream keeps what it has, in files, for as long as there is room" \
	"$(jq -c '[.storage, .discard, .max_age, .retention, .subjects]' <<<"$config")" '["file","old",0,"limits",["boxoffice.>"]]'
holds "a repeat within an hour is dropped" test "$(jq .duplicate_window <<<"$config")" -ge 3600000000000
sql <<<"UPDATE outbox SET request_id = 'a-request', traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
	WHERE position = 41; UPDATE consumers SET position = 40 WHERE name = 'nats'"
nats delete
job relay >/dev/null 2>&1
is "a stream that is gone is made again" "$(nats count)" 1
is "the headers of a message are its id, and its request's" "$(nats headers | jq -c '[."Nats-Msg-Id", .traceparent, ."X-Request-Id"]')" \
	"[\"$(sql <<<"SELECT id FROM outbox WHERE position = 41")\",\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\",\"a-request\"]"
sql <<<"UPDATE consumers SET position = 40 WHERE name = 'nats'"
is "what was delivered and not yet marked is delivered again" "$(relay_says 2>&1)" "feed=0 nats=1"
is "and dropped by the server" "$(nats count)" 1
sql <<<"UPDATE consumers SET position = 0 WHERE name = 'nats'"
job relay >/dev/null 2>&1
is "what is published again from the first on follows what is there" "$(nats count)" 41

# ---- a stream that an operator has made
nats delete
nats config '{"subjects":["shop.>"],"max_msgs":5000,"duplicate_window":60000000000,"storage":"file","max_age":86400000000000}' >/dev/null
nats publish shop.mine <<<"kept"
sql <<<"UPDATE consumers SET position = 0 WHERE name = 'nats'"
job relay >/dev/null 2>&1
is "a stream that is there is adapted, and keeps what is in it and what its operator has set" \
	"$(nats config | jq -c '[.subjects, .max_msgs, .max_age, .duplicate_window]') $(nats count)" \
	'[["shop.>","boxoffice.>"],5000,86400000000000,3600000000000] 42'
use NATS_KEEP_DAYS 3
as=$token sell "Another" 1 1
job relay >/dev/null 2>&1
is "how long events are kept is what the settings say" "$(nats config | jq .max_age)" 259200000000000
sed -i '/NATS_KEEP_DAYS/d' "$(conf)"

# ---- the reader of the example
sql <<<"CREATE DATABASE replica; USE replica; $(<docs/examples/product_replica.sql)
	GRANT SELECT, INSERT, UPDATE ON replica.* TO boxoffice@localhost"
{ cat "$(conf)"; echo BOXOFFICE_DB_NAME=replica; } >"$work/replica.conf"
replicate() { BOXOFFICE_CONF=$work/replica.conf "$BUILD/jobs/replicate_products" "$@" 2>&1; }
replica() { sql <<<"SELECT version, title, available FROM replica.product_replica WHERE id = '$1'"; }
is "the reader takes every event of a product" "$(replicate)" "events=22"
is "and has its last state" "$(replica "$product") / $(sql <<<"SELECT version, available FROM replica.product_replica WHERE title = 'A concert'")" \
	$'0\tAnother\t1 / 20\t980'
event() { # VERSION AVAILABLE
	printf '{"position":1,"id":1,"subject":"","createdAt":"","data":{"id":"6b03ebff8347e2d610e168d9","version":%d,"title":"Jazz at the “Mill”",
		"price":24.50,"userId":"6b03ebffb2853d3b9c7d7235","quantity":80,"available":%d}}' "$@"
}
event 2 60 | nats publish boxoffice.product.updated
event 1 70 | nats publish boxoffice.product.updated
is "an event that comes too early has no effect" "$(replicate; replica 6b03ebff8347e2d610e168d9)" events=0
event 0 80 | nats publish boxoffice.product.created
replicate --for 2 >/dev/null
is "and has it when the missing ones were there" "$(replica 6b03ebff8347e2d610e168d9)" $'2\tJazz at the “Mill”\t60'
event 1 70 | nats publish boxoffice.product.updated
event 0 80 | nats publish boxoffice.product.created
nats publish boxoffice.product.updated <<<"no event at all"
is "repeats, and what is no event, are taken and do no harm" "$(replicate; replica 6b03ebff8347e2d610e168d9)" \
	$'events=3\n2\tJazz at the “Mill”\t60'
is "then nothing is left" "$(replicate)" events=0

# ---- away
stop_nats
nats_had=$(sql <<<"SELECT position FROM consumers WHERE name = 'nats'")
start_relay 60
product=$(sql <<<"SELECT id FROM products WHERE title = 'A concert'")
is "with nothing listening there, orders are placed" "$(orders 20)" 201:20
sleep 2
is "the backlog is kept, and seen" "$(backlog)" 40
is "and the log says it once" "$(lines 'level=error.*nats: no connection; events wait')" 1
start_nats
holds "when the server is there all of it arrives" within 5 nothing_waits
is "and the log says so once" "$(lines 'level=info.*nats: takes events again')" 1

kill -STOP "$server"
is "while it hangs, orders are placed" "$(orders 10)" 201:10
sleep 6.5 # longer than a claim and than the wait for an answer
is "the backlog is kept" "$(backlog)" 20
kill -CONT "$server"
holds "when it goes on all of it arrives" within 8 nothing_waits
stop_nats
start_nats
is "after a kill orders are placed" "$(orders 5)" 201:5
holds "and the next server of the same files gets them" within 8 nothing_waits
end_relay
kept=$((1 + nats_had + $(sql <<<"SELECT COUNT(*) FROM outbox WHERE position > $nats_had") + 6))
is "nothing came twice" "$(nats count)" "$kept"

# ---- no JetStream, full, refused
stop_nats
start_nats "# nothing more"
is "without JetStream, orders are placed" "$(orders 5)" 201:5
is "and wait" "$(relay_says 2>"$work/relay.log")" "feed=10 nats=0"
has "the log says why" "$(<"$work/relay.log")" "JetStream isn't enabled"
stop_nats
rm -rf "$work/nats"
start_nats "jetstream { store_dir: \"$work/nats\", max_file: 20KB }"
sql <<<"UPDATE consumers SET position = 0 WHERE name = 'nats'"
start_relay 60
is "with a server that is full, orders are placed" "$(orders 5)" 201:5
holds "and wait" within 5 grep -q 'events wait' "$work/relay.log"
has "the log says why" "$(<"$work/relay.log")" "resource"
holds "what fits is there" test "$(nats count)" -gt 10
stop_nats
start_nats
holds "when there is room all of it arrives" within 8 nothing_waits
end_relay
is "in order" "$(outbox | nats compare)" "the same"

stop_nats
start_nats "authorization { user: shop, password: 'correct-horse' }
jetstream { store_dir: \"$work/nats\" }"
orders 1 >/dev/null
use NATS_URL "nats://shop:battery-staple@127.0.0.1:$NATS"
is "a wrong password is refused" "$(relay_says 2>"$work/relay.log")" "feed=2 nats=0"
is "and the log has neither it nor the address" "$(grep -cE 'battery|127.0.0.1' "$work/relay.log") $(lines 'nats: ')" "0 1"
use NATS_URL "nats://shop:correct-horse@127.0.0.1:$NATS"
is "the right one is let in" "$(relay_says 2>&1)" "feed=0 nats=2"

# ---- TLS
stop_nats
start_nats "tls { cert_file: \"$VAR/tls/server.crt\", key_file: \"$VAR/tls/server.key\" }
jetstream { store_dir: \"$work/nats\" }"
orders 1 >/dev/null
use NATS_URL "tls://localhost:$NATS"
is "a server whose authority isn't known is refused" "$(relay_says 2>"$work/relay.log")" "feed=2 nats=0"
use NATS_CA "$VAR/tls/ca.crt"
is "with its authority it is trusted" "$(relay_says 2>&1)" "feed=0 nats=2"
orders 1 >/dev/null
use NATS_URL "tls://127.0.0.2:$NATS"
stop_nats
LISTEN=127.0.0.2 start_nats "tls { cert_file: \"$VAR/tls/server.crt\", key_file: \"$VAR/tls/server.key\" }
jetstream { store_dir: \"$work/nats\" }"
is "but not under a name that its certificate hasn't" "$(relay_says 2>"$work/relay.log")" "feed=2 nats=0"
stop_nats
start_nats
use NATS_URL "tls://localhost:$NATS"
is "and none without TLS where that was asked for" "$(relay_says 2>"$work/relay.log")" "feed=0 nats=0"
stop_nats
use NATS_CREDS "$work/nowhere.creds"
is "credentials that can't be read stop nothing else" "$(relay_says 2>"$work/relay.log")" "feed=0 nats=0"
verify
check_logs
