#!/bin/bash
# A database that has ten connections for the shop, as is usual on shared hosting: connections.sh apache|lighttpd. The shop has more programs
# and jobs than that, and nobody is turned away.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

feed_token=feed-of-ten-connections
start_shop "$1" JOBS=1 BOXOFFICE_FEED_TOKEN=$feed_token
sign_up seller@example.com
seller=$token
as=$seller sell "A ticket" 5 100000
as=$seller call POST /api/webhooks '{"url":"https://example.com/hook"}'

user=$(sed -n 's/^BOXOFFICE_DB_USER=//p' "$(conf)") password=$(sed -n 's/^BOXOFFICE_DB_PASSWORD=//p' "$(conf)")
user=${user:-boxoffice}
limit() { # COUNT: connections that the shop's account may have
	sql <<<"SELECT CONCAT('ALTER USER ''', user, '''@''', host, ''' WITH MAX_USER_CONNECTIONS $1;') FROM mysql.user WHERE user = '$user'" | sql
}
connections() { sql <<<"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '$user'"; }

# everything COUNT: one request after the other for each program, as a buyer's browser and others would send them
everything() {
	local i
	for ((i = 0; i < $1; i++)); do
		printf 'GET\t/?q=ticket+%d\nGET\t/products/%s\nGET\t/api/products?limit=%d\n' "$i" "$product" "$((i % 400 + 1))"
		printf 'POST\t/api/orders\t%s\t\t{"productId":"%s"}\n' "$seller" "$product"
		printf 'GET\t/api/orders?limit=2\t%s\nGET\t/api/webhooks\t%s\nGET\t/readyz\n' "$seller" "$seller"
		printf 'POST\t/api/users/signin\t\t\t{"email":"seller@example.com","password":"secret"}\n'
		printf 'POST\t/api/payments\t%s\t\t{"orderId":"0123456789abcdef01234567","token":"tok_visa"}\n' "$seller"
		printf 'POST\t/api/users/signup\t\t\t{"email":"visitor%d.%d@example.com","password":"secret"}\n' "$i" "$SRANDOM"
	done
}

refused() { cut -f 1 | grep -cE '^(5..|0*)$'; }

everything 60 | load 64 >"$work/answers"
is "without a limit everything is answered" "$(refused <"$work/answers")" 0
before=$(connections)
holds "the shop then has more than ten connections ($before)" test "$before" -gt 10

# ---- error 1226
limit 10
sql <<<"KILL USER $user"
everything 60 | load 64 >"$work/answers"
is "with ten connections for its account everything is answered, too" "$(refused <"$work/answers")" 0
echo "# answers: $(statuses <"$work/answers"); slowest: $(cut -f 2 "$work/answers" | sort -n | tail -n 1) ms"
few() { (($(connections) <= $1)); }
holds "never more than ten at a time" test "$(connections)" -le 10
holds "who has nothing to ask lets go" wait_for 10 few 4

# ---- fewer than there are programs that never rest
limit 2
for ((i = 0; i < 20000; i++)); do
	printf 'POST\t/api/orders\t%s\t\t{"productId":"%s"}\n' "$seller" "$product"
done | load 64 >"$work/rush" &
rush=$!
sleep 0.5
everything 5 | load 8 >"$work/answers"
wait "$rush"
is "a rush that never ends keeps no connection from others" "$(refused <"$work/answers")" 0
is "and loses nothing by giving way" "$(statuses <"$work/rush")" "201:20000"
limit 10

# ---- somebody else has them all
# Takes each connection of the account as soon as there is one, until let_go.
hold_all() {
	local i
	touch "$work/hold"
	for ((i = 0; i < 10; i++)); do
		while [[ -e $work/hold ]]; do
			mariadb --no-defaults --socket="$run_directory/db.sock" -u "$user" -p"$password" -e 'SELECT SLEEP(60)' >/dev/null 2>&1 || sleep 0.02
		done &
	done
}
let_go() {
	rm -f "$work/hold"
	sql <<<"SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist WHERE info = 'SELECT SLEEP(60)'" 2>/dev/null | sql 2>/dev/null
}
trap 'ended=$?; let_go; clean_up' EXIT
full() { (($(sql <<<"SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'SELECT SLEEP(60)'") >= 10)); }
hold_all
holds "connections of others take all ten" wait_for 20 full
call GET /readyz &
waiting=$!
curl -sS -o /dev/null -w '%{http_code}' "$url/api/orders?limit=1" -b "session=$seller" >"$work/late" &
late=$!
sleep 0.5
holds "a request that finds none waits" kill -0 "$late"
let_go
wait "$late" "$waiting"
is "and is answered once there is one" "$(<"$work/late")" 200

hold_all
wait_for 20 full
call GET "/api/orders?limit=1" '' -b "session=$seller"
is "where there is none for seconds it is told to come again" "$status" 503
holds "later" header Retry-After
let_go

# ---- error 1040
limit 0
sql <<<"SET GLOBAL max_connections = 10; KILL USER $user"
everything 60 | load 64 >"$work/answers"
is "with ten connections for all everything is answered" "$(refused <"$work/answers")" 0
verify
check_logs 'no connection to the database \(error (1226|1040)\)|Server has gone away|Lost connection to server|route="/orders"' # by those that held all connections, or were killed
stop_shop

# ---- passwords that are hashed for a second each: whoever does nothing else has no need of a connection for the next one
start_shop "$1" BOXOFFICE_RATE_LIMIT=1 BOXOFFICE_SCRYPT_LN=17 BOXOFFICE_SIGNIN_NETWORK_RATE=100/1
sign_up buyer@example.com
limit 2
sql <<<"KILL USER $user"
for i in {1..14}; do
	printf 'POST\t/api/users/signin\t\t\t{"email":"nobody%d@example.com","password":"secret"}\n' "$i"
done | load 14 together >"$work/answers" &
line=$!
sleep 0.5
call GET "/api/orders?limit=1" '' -b "session=$token"
holds "many who sign in" kill -0 "$line"
is "keep no connection from others" "$status" 200
wait "$line"
is "nor from each other" "$(statuses <"$work/answers")" "400:14"
check_logs 'no connection to the database \(error 1226\)|Server has gone away|Lost connection to server'
