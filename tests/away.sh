#!/bin/bash
# The database goes away and comes back; a program is asked to end while it is at work: away.sh apache|lighttpd
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
server=$1
start_shop "$server"
sign_up alice@example.com
alice=$token
as=$alice sell "A concert" 20 50

# The instance's supervisor starts again what dies; here it is held, so that what died stays dead.
supervisor=$(<"$VAR/lock")

# ---- away
kill -STOP "$supervisor"
kill -KILL "$(database)"
as='' call GET /api/products
is "without the database the API answers 503" "$status" 503
holds "with Retry-After" header Retry-After
has "and an error as JSON" "$body" '{"errors":[{"message":'
call GET /
is "a page answers 503 too" "$status" 503
holds "with Retry-After" header Retry-After
has "as a page" "$body" '<!DOCTYPE html>'
as=$alice call POST /api/orders "{\"productId\":\"$product\"}"
is "an order is not acknowledged" "$status" 503
call GET /healthz
is "/healthz answers 200: the process is there" "$status" 200
call GET /readyz
is "/readyz answers 503: its database isn't" "$status" 503
as=$alice call GET /api/users/currentuser
is "what needs no database goes on" "$status" 200
job expire_orders >/dev/null 2>&1
is "a job exits 69" $? 69
job verify >/dev/null 2>&1
is "verify exits 69 and not 0" $? 69

# ---- back
succeeds() { call GET "$1"; [[ $status == 200 ]]; } # PATH
before=$(programs)
kill -CONT "$supervisor"
wait_for 15 succeeds /readyz
is "back again, /readyz answers 200" "$status" 200
as='' call GET "/api/products/$product"
is "and the API" "$status $(member .available)" "200 50"
as=$alice call POST /api/orders "{\"productId\":\"$product\"}"
is "and an order is placed" "$status" 201
is "by the same processes: none had to be started anew" "$(comm -12 <(echo "$before") <(programs))" "$before"
verify

# ---- hanging, which is worse than away
hang() {
	kill -STOP "$(database)"
	local began took
	began=$(milliseconds)
	as='' call GET /api/products
	took=$(($(milliseconds) - began))
	kill -CONT "$(database)"
	is "a database that hangs is one that is away" "$status" 503
	holds "and isn't waited for longer than 15 s" test "$took" -lt 15000
	echo "# it took $took ms"
	wait_for 5 succeeds /api/products
	is "when it goes on, so does the shop" "$status" 200
}
[[ $server != apache ]] || hang

# ---- SIGTERM with a request in hand: it waits for a row that is locked for a second
as=$alice call POST /api/orders "{\"productId\":\"$product\"}"
sql <<<"START TRANSACTION; SELECT id FROM products WHERE id = '$product' FOR UPDATE; DO SLEEP(1.2); COMMIT" >/dev/null &
sleep 0.4
(as=$alice call POST /api/orders "{\"productId\":\"$product\"}"; echo "$status" >"$work/second") &
second=$!
sleep 0.3
# shellcheck disable=SC2046 # ids, one a word
kill -TERM $(programs orders)
wait "$second"
is "SIGTERM: the request in hand is finished" "$(<"$work/second")" 201
as=$alice call POST /api/orders "{\"productId\":\"$product\"}"
is "and the next one is served" "$status" 201
verify
check_logs 'database error|no connection to the database|gave up after|The shop is busy'
