#!/bin/bash
# Senders who are slow keep nobody waiting: slow.sh apache|lighttpd
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop "$1"
sign_up seller@example.com
as=$token sell "A concert" 5 1000

# slow COUNT PATH BODY: as many connections that send half of a body, and the rest when the file $work/go is there; prints statuses
slow() { python3 tests/slow_sender "$PORT" "$token" "$work/go" "$@"; }

await_senders() { wait_for 10 test -e "$work/go.$1" || die "no slow senders"; } # COUNT

# answered SENTENCE METHOD PATH [JSON]: at once, whoever else is slow
answered() {
	local began
	began=$(milliseconds)
	as=$token call "$2" "$3" "${4-}"
	holds "$1" test "$((status < 300 && $(milliseconds) - began < 4000))" = 1
}

order="{\"productId\":\"$product\"}"
slow 60 /api/orders "$order" >"$work/orders" &
slow 40 /api/products '{"title":"Slow","price":5,"quantity":5}' >"$work/products" &
slow 20 / 'q=slow' >"$work/home" &
for count in 60 40 20; do await_senders "$count"; done
answered "an order is placed beside sixty slow ones" POST /api/orders "$order"
answered "a product is put on sale beside forty" POST /api/products '{"title":"Quick","price":5}'
answered "and the home page is shown beside twenty" GET /
: >"$work/go"
wait
is "the slow ones are placed when they have come" "$(sort "$work/orders" | uniq -c | xargs)" "60 201"
is "and put on sale" "$(sort "$work/products" | uniq -c | xargs)" "40 201"
is "and refused" "$(sort "$work/home" | uniq -c | xargs)" "20 405"
is "sixty-one tickets are held" "$(sql <<<"SELECT held FROM quotas WHERE id = '$product'")" 61

# ---- who breaks off
rm "$work/go" "$work/go.20"
slow 20 /api/orders "$order" >/dev/null &
await_senders 20
kill $!
wait
answered "who breaks off keeps nobody waiting" POST /api/orders "$order"
is "and has ordered nothing" "$(sql <<<"SELECT held FROM quotas WHERE id = '$product'")" 62
# ---- what is large, and comes in pieces
head -c 400000 /dev/zero | tr '\0' ' ' >"$work/large"
echo "$order" >>"$work/large"
as=$token call POST /api/orders '' -H 'Content-Type: application/json' --data-binary "@$work/large" --limit-rate 400000
is "a large body is read" "$status" 201
: >"$work/go"
slow 1 /api/orders "$order" 1 >"$work/drip"
is "one byte by byte as well" "$(<"$work/drip")" 201
verify
check_logs
