#!/bin/bash
# Orders that wait at one process together: one transaction, and each its own answer.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop lighttpd BOXOFFICE_HOLD_SECONDS=600
sign_up seller@example.com
seller=$token
sign_up_many 4
orders=$run_directory/lib/cgi-bin/boxoffice/orders.fcgi

# ask: requests from standard input to one process; sets answers, in the order of the requests
ask() {
	BOXOFFICE_CONF=$(conf) BOXOFFICE_STREAMED=${streamed-} tests/fastcgi_tool "$orders" >"$work/answered" 2>>"$VAR/log/error.log" ||
		not_ok "the program ends when it is asked to, and not before"
	answers=$(sort -n "$work/answered")
}

# order USER [PRODUCT [KEY]]: a line for ask
order() { printf 'POST\t/api/orders\t%s\t%s\t{"productId":"%s"}\n' "${tokens[$1]}" "${3-}" "${2-$product}"; }

all_statuses() { cut -f 2 <<<"$answers" | paste -sd ' '; }
# of PLACE PATH: a member of an answer's JSON
of() { sed -n "$1p" <<<"$answers" | cut -f 4 | jq -r "$2 // empty"; }
commits() { sql <<<"SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Com_commit'"; }
available() { sql <<<"SELECT size - held - sold FROM quotas WHERE id = '$product'"; }
user_of() { sql <<<"SELECT id FROM users WHERE email LIKE 'user$1.%'"; }

# ---- one transaction
as=$seller sell "A concert" 20 100
before=$(commits)
ask < <(for i in {0..3}; do order "$i"; done)
is "four orders that wait are placed" "$(all_statuses)" "201 201 201 201"
is "by one commit" "$(($(commits) - before))" 1
is "and take four tickets" "$(available)" 96
for i in {0..3}; do
	is "buyer $i is answered with his own order" "$(of $((i + 1)) .userId)" "$(user_of "$i")"
done
is "each has an id of its own" "$(for i in {1..4}; do of "$i" .id; done | sort -u | wc -l)" 4
is "and an event with the request that it came of" \
	"$(sql <<<"SELECT COUNT(DISTINCT request_id), COUNT(*) FROM outbox WHERE subject = 'order:created'")" $'4\t4'
before=$(commits)
ask < <(for i in {0..3} {0..3} {0..3} {0..3}; do order "$i"; done)
is "sixteen that wait are placed" "$(all_statuses)" "$(printf '201 %.0s' {1..15})201"
is "by three commits" "$(($(commits) - before))" 3

# ---- under keys
as=$seller sell "With keys" 5 100
with_keys() { for i in {0..3}; do order "$i" "$product" "key-$i"; done; }
ask < <(order 0)
before=$(commits)
ask < <(with_keys)
is "four orders under keys are placed" "$(all_statuses)" "201 201 201 201"
is "by one commit" "$(($(commits) - before))" 1
first=$(cut -f 4 <<<"$answers")
ask < <(with_keys)
is "the same again are answered the same" "$(cut -f 4 <<<"$answers")" "$first"
ask < <(order 0; with_keys; order 1)
is "also among new ones" "$(sed -n '2,5p' <<<"$answers" | cut -f 4)" "$first"
is "and take nothing" "$(available)" 93
ask < <(order 0 "$product" one; order 0 "$product" one; order 1 "$product" one; order 0 000000000000000000000000 one)
is "a key at once twice is one order, of somebody else another, and for something else refused" "$(all_statuses)" "201 201 201 409"
is "which is told by the order" "$(of 1 .id)" "$(of 2 .id)"
is "and by the stock" "$(available)" 91
as=$seller sell "The last" 5 1
ask < <(order 0 "$product" last; order 1 "$product" late; order 0 "$product" last)
is "who has got the last ticket is told so again" "$(all_statuses)" "201 400 201"
sql <<<"UPDATE quotas SET size = 2 WHERE id = '$product'"
ask < <(order 1 "$product" late; order 2)
is "and who was refused under a key is refused under it, though there is one now" "$(all_statuses)" "400 201"

# ---- among others
as=$seller sell "Another" 5 100
ask <<-LINES
	$(order 0)
	POST	/api/orders	${tokens[1]}		{"productId":
	$(order 1)
	POST	/api/orders			{"productId":"$product"}
	$(order 2 000000000000000000000000)
	GET	/api/orders?limit=1	${tokens[3]}
	POST	/api/orders	${tokens[3]}		{"items":[{"productId":"$product","quantity":2},{"productId":"$product"}]}
	PUT	/api/orders	${tokens[3]}		{}
	$(order 2 "$product" a-key)
	$(order 2 "$product" a-key)
	$(order 3 "$product" 'bad key')
LINES
is "each request among orders has its own answer" "$(all_statuses)" "201 400 201 401 404 200 201 405 201 201 400"
is "the same key is answered with the same order" "$(of 9 .id)" "$(of 10 .id)"
is "all that was ordered is held, and no more" "$(available)" 94

# ---- more than there are
as=$seller sell "Three left" 5 3
ask < <(for i in {0..3} {0..3}; do order "$i"; done)
is "of eight orders for three tickets three are placed" "$(cut -f 2 <<<"$answers" | sort | uniq -c | xargs)" "3 201 5 400"
is "the others are told why" "$(of 8 '.errors[0].message')" "Product is already reserved"
is "and none is oversold" "$(available)" 0

# ---- what the database refuses of one
as=$seller sell "Refused" 7.77 100
refused=$product
as=$seller sell "Not refused" 5 100
sql <<<"ALTER TABLE orders ADD CONSTRAINT refused CHECK (total <> 777)"
ask < <(order 0; order 1 "$refused"; order 2)
is "what the database refuses is answered so, and the others with their orders" "$(all_statuses)" "201 400 201"
is "nothing of it stays" "$(available) $(product=$refused available)" "98 100"
sql <<<"ALTER TABLE orders DROP CONSTRAINT refused"

# ---- nobody waits for a slow sender, where a request may come in pieces
streamed=yes
as=$seller sell "Slow" 5 100
ask <<-LINES
	$(order 0)
	$(order 1)	2
	$(order 2)
LINES
is "all are placed" "$(all_statuses)" "201 201 201"
holds "and the first doesn't wait for who is slow" test "$(sed -n 1p <<<"$answers" | cut -f 3)" -lt 1000

ask <<-LINES
	$(order 0)
	$(order 1)	gone
LINES
is "nor for one that breaks off" "$(all_statuses)" "201 none"

# ---- the database's answer is lost
streamed=
as=$seller sell "Locked" 5 100
# running PATTERN: the id of the connection that runs such a statement, as soon as there is one
running() {
	local tries id
	for ((tries = 0; tries < 100; tries++)); do
		id=$(sql <<<"SELECT id FROM information_schema.processlist WHERE info LIKE '$1' AND id <> CONNECTION_ID()")
		[[ ! $id ]] || break
		sleep 0.05
	done
	echo "$id"
}
sql <<<"BEGIN; SELECT id FROM quotas WHERE id = '$product' FOR UPDATE; SELECT SLEEP(4); COMMIT;" >/dev/null &
holds "its row is locked" test "$(running 'SELECT SLEEP(4)%')"
sql <<<"KILL $(running 'UPDATE quotas SET held%')" >/dev/null &
ask < <(for i in {0..3}; do order "$i"; done)
wait
is "orders whose commit isn't answered are answered 503" "$(all_statuses)" "503 503 503 503"
is "here, nothing was taken" "$(available)" 100

verify
check_logs 'level=error .*status=503 .*database error'
