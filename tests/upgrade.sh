#!/bin/bash
# A shop of the time before quotas, with orders and payments in every state, is stopped, brought to the newest schema, started again,
# and all of it goes on. Its data is of a real one: tests/upgrade/make.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
endpoint_pid=''
trap 'ended=$?; [[ ! $endpoint_pid ]] || kill "$endpoint_pid" 2>/dev/null; clean_up' EXIT

# ---- the old shop
start_shop lighttpd BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1
mkdir "$work/sql"
cp sql/00[1-9]_*.sql sql/grants.sql "$work/sql"
sql <<<'DROP DATABASE boxoffice'
scripts/boxoffice-migrate --conf "$(conf)" --sql "$work/sql" --create -- --no-defaults --socket="$run_directory/db.sock" >"$work/migrated" 2>&1
is "the old schema has nine steps" "$(<"$work/migrated")" applied=9
sql <tests/upgrade/shop.sql
sql <<<"INSERT INTO idempotency (owner, name, fingerprint, status, body) VALUES ('', 'old', REPEAT('a', 64), 201, 'a secret')"
# It is as old as on the day on which it was made: its holds run on.
sql >"$work/later.sql" <<<"SET @age = (SELECT TIMESTAMPDIFF(SECOND, MAX(created_at), NOW(6)) FROM outbox);
	SELECT CONCAT('UPDATE ', table_name, ' SET ', GROUP_CONCAT(column_name, ' = ', column_name, ' + INTERVAL IF(', column_name,
	\" < '9999-01-01', \", @age, ', 0) SECOND'), ';') FROM information_schema.columns
	WHERE table_schema = 'boxoffice' AND data_type = 'datetime' AND table_name <> 'schema_version' GROUP BY table_name"
sql <"$work/later.sql"
counted() { sql <<<"SELECT GROUP_CONCAT(n ORDER BY status) FROM (SELECT status, CONCAT(status, ' ', COUNT(*)) AS n FROM orders GROUP BY status) t"; }
orders=$(counted)
has "orders are created" "$orders" "created "
has "others await their payment" "$orders" "awaiting:payment 4"
has "others are complete" "$orders" "complete "
has "others are cancelled" "$orders" "cancelled "
is "payments are pending, refunds due, events without a position" \
	"$(sql <<<"SELECT (SELECT COUNT(*) FROM payments WHERE status = 'pending'), (SELECT COUNT(*) FROM refunds WHERE NOT done),
		(SELECT COUNT(*) FROM outbox WHERE position IS NULL) > 0" | tr '\t' ' ')" "6 2 1"

# ---- the step
stop_shop
env SERVER=lighttpd DEMO=0 JOBS=0 BOXOFFICE_SCRYPT_LN=10 BOXOFFICE_RATE_LIMIT=0 BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1 scripts/instance start \
	>"$work/start" 2>&1 || { cat "$work/start"; die "the shop does not start again"; }
run_directory=$(<"$VAR/run-directory")
is "the schema is the newest" "$(sql <<<'SELECT COUNT(*), SUM(done_at IS NULL) FROM schema_version')" \
	"$(find sql -name '[0-9]*.sql' | wc -l)"$'\t'0
verify "verify finds every row in order"
is "each order of before has a reference of its own" "$(sql <<<"SELECT COUNT(*) > 5, COUNT(*) - COUNT(DISTINCT reference),
	SUM(reference NOT REGEXP BINARY '^[A-HJKMNP-Z2-9]{8}$') FROM orders" | tr '\t' ' ')" "1 0 0"
is "what was kept of answers is gone, and its keys are used" "$(sql <<<"SELECT SUM(body IS NOT NULL), SUM(fingerprint <> '') FROM idempotency" |
	tr '\t' ' ')" "0 0"
is "no order has changed" "$(counted)" "$orders"
call GET '/api/products?limit=500'
is "each product is what it was, version and all" "$(jq -cS 'map(del(.revision))' <<<"$body")" "$(jq -cS . tests/upgrade/products.json)"

# ---- who was there before goes on
sign_in() {
	as='' call POST /api/users/signin "{\"email\":\"$1\",\"password\":\"secret\"}"
	header Set-Cookie session= && token=${value#session=} && token=${token%%;*}
}
sign_in seller@example.com && seller=$token
sign_in buyer@example.com && buyer=$token
sign_in rival@example.com && rival=$token

# look TITLE: sets product, and order, its first one; and what they are, as "created 3": its status, and how many are available
look() {
	product=$(sql <<<"SELECT id FROM products WHERE title = '$1'")
	order=$(sql <<<"SELECT i.order_id FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.product_id = '$product'
		ORDER BY o.created_at, o.id LIMIT 1")
	as='' call GET "/api/products/$product"
	available=$(member '.available | tostring')
	as=$buyer call GET "/api/orders/$order"
	seen="$(member .status) $available"
}
# becomes SENTENCE WANTED: what was answered, and what the things are now
becomes() {
	local answered=$status
	look "$title"
	is "$1" "$answered, $seen" "$2"
}
pay() { as=$buyer call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}"; }
subjects() { sql <<<"SELECT GROUP_CONCAT(subject ORDER BY version, id) FROM outbox WHERE aggregate_id = '$order'"; }

echo "# editing"
title=Crowd
look "$title"
edit() { as=$seller call PUT "/api/products/$product" "{\"title\":\"Crowd\",\"price\":21,\"quantity\":${2:-50},\"version\":$1}"; }
edit 8
is "an older version than the shop had is stale" "$status" 409
edit 9 5
is "a quantity below what is held and sold is refused" "$status" 400
edit 9
is "the version that the shop had can be edited" "$status $(member .version) $(member .revision)" "200 10 1"
look "Cut to the one that is held"
as=$seller call PUT "/api/products/$product" '{"title":"No","price":20,"quantity":1}'
is "a single ticket that is held can not" "$status" 400

echo "# holds"
title="Held single"
look "$title"
is "a hold runs on" "$seen $(member '.expiresInSeconds > 700')" "created 0 true"
as=$rival call POST /api/orders "{\"productId\":\"$product\"}"
is "and is nobody else's" "$status" 400
pay
becomes "it is paid for" "201, complete 0"
title="Overdue single"
look "$title"
is "an overdue one is cancelled" "$seen" "cancelled 1"
as=$rival call POST /api/orders "{\"productId\":\"$product\"}"
becomes "and its ticket another's" "201, cancelled 0"
is "which tells its end" "$(subjects)" "order:created,expiration:complete,order:cancelled"
is "the other overdue one is ended by the job" "$(job expire_orders)" expired=1
title=Crowd
look "$title"
is "which leaves as many as before" "$seen" "created 36"
as=$buyer call DELETE "/api/orders/$order"
becomes "a hold is cancelled, and its ticket is free" "204, cancelled 37"
title="Crowd, too"
look "$title"
as=$buyer call DELETE "/api/orders/$order"
becomes "so is one of two products" "204, cancelled 50"
look Crowd
is "of either" "$available" 40
title=Free
look "$title"
as=$rival call POST /api/orders "{\"productId\":\"$product\",\"quantity\":25}"
becomes "what was left of free tickets is sold" "201, complete 0"
title=Returned
look "$title"
as=$rival call POST /api/orders "{\"productId\":\"$product\"}"
becomes "what was given back is sold again" "201, complete 0"

echo "# money"
title=Declined
look "$title"
pay
becomes "a card that was declined is tried again" "201, complete 3"
sql <<<"UPDATE payments SET begun_at = begun_at - INTERVAL 1 HOUR, asked_at = asked_at - INTERVAL 1 HOUR WHERE status = 'pending';
	UPDATE orders SET pay_until = pay_until - INTERVAL 1 HOUR WHERE status = 'awaiting:payment'"
for _ in 1 2 3; do
	job settle_payments >"$work/settled"
	sql <<<"UPDATE refunds SET due_at = NOW(6) WHERE NOT done"
done
is "nothing is pending or due" "$(sql <<<"SELECT (SELECT COUNT(*) FROM payments WHERE status = 'pending') + (SELECT COUNT(*) FROM refunds WHERE NOT done)")" 0
look "Charged, not known yet"
is "what was charged is complete" "$seen" "complete 3"
for title in "Asked, not charged" "Waits for the bank" "Begun, without a name"; do
	look "$title"
	is "$title: is held on, until it was held before" "$seen $(member '.expiresInSeconds > 600')" "created 3 true"
done
pay
becomes "and paid for by another card" "201, complete 3"
look "Expired, then charged"
is "money that came late has its ticket again" "$seen" "complete 0"
look "Expired, sold, then charged"
is "or goes back" "$seen $(sql <<<"SELECT CONCAT(r.reason, r.done) FROM refunds r JOIN payments y ON y.id = r.payment_id
	WHERE y.order_id = '$order'")" "cancelled 0 late1"
is "each refund is told once" "$(sql <<<"SELECT COUNT(*) - COUNT(DISTINCT aggregate_id), COUNT(*) - (SELECT COUNT(*) FROM refunds)
	FROM outbox WHERE subject = 'payment:refunded'")" $'0\t0'
title="Partly returned"
look "$title"
as=$seller call POST "/api/orders/$order/refund" "{\"productId\":\"$product\",\"quantity\":1}"
becomes "one more ticket of a line is given back" "200, complete 8"
as=$seller call POST "/api/orders/$order/refund" '{}'
becomes "and the others" "200, complete 10"
as=$seller call POST "/api/orders/$order/refund" '{}'
becomes "and no more than there were" "400, complete 10"
job settle_payments >"$work/settled"

echo "# events"
exec 7< <(exec tests/webhook_endpoint --journal "$work/journal" 2>"$work/endpoint.log")
endpoint_pid=$!
read -r line <&7 || die "the endpoint does not start: $(<"$work/endpoint.log")"
sql <<<"UPDATE webhooks SET url = 'http://127.0.0.1:${line#port=}/ok', retry_at = NULL, due_at = NOW(3)"
sql <<<"UPDATE deliveries SET answered_at = NULL"
for _ in {1..10}; do
	job relay --for 2 >"$work/relayed"
	[[ $(sql <<<"SELECT COUNT(*) FROM deliveries WHERE state = 'pending'") != 0 ]] || break
done
is "each event has a position, none is left out" "$(sql <<<"SELECT COUNT(*) - MAX(position), SUM(position IS NULL) FROM outbox")" $'0\t0'
is "and those that the webhook is for are delivered" "$(sql <<<"SELECT COUNT(*) > 90, SUM(state <> 'delivered') FROM deliveries")" $'1\t0'
positions=$(jq -r '.body | fromjson | .position' "$work/journal")
is "in their order, each once" "$positions" "$(sql <<<"SELECT position FROM deliveries ORDER BY position")"
verify "verify still finds every row in order"
check_logs
