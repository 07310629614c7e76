#!/bin/bash
# Many at once, on a real server: races.sh apache|lighttpd. The negative control takes the guard away and must see the race.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop "$1"
sign_up_many 20
seller=${tokens[0]}
as=$seller

# requests COUNT METHOD PATH KEY BODY: a line for each, by the users in turn; %d in the body is the number
requests() {
	local i
	for ((i = 0; i < $1; i++)); do
		printf '%s\t%s\t%s\t%s\t%s\n' "$2" "$3" "${tokens[i % ${#tokens[@]}]}" "$4" "${5//%d/$i}"
	done
}

available() {
	call GET "/api/products/$product"
	member '.available | tostring'
}

# ---- one ticket, two hundred hands
sell "The last ticket" 20 1
requests 200 POST /api/orders '' "{\"productId\":\"$product\"}" | load 200 together >"$work/answers"
is "200 concurrent orders by 20 users for one ticket: one is placed, 199 are refused" "$(statuses <"$work/answers")" "201:1 400:199"
is "and each refusal says why" "$(grep -c 'Product is already reserved' "$work/answers")" 199
echo "# slowest answer: $(cut -f 2 "$work/answers" | sort -n | tail -n 1) ms"
verify

# ---- twenty-five tickets
sell "One of twenty-five" 20 25
requests 80 POST /api/orders '' "{\"productId\":\"$product\"}" | load 80 together >"$work/answers"
is "80 concurrent orders for 25 tickets: exactly 25" "$(statuses <"$work/answers")" "201:25 400:55"
is "none is left" "$(available)" 0

sell "Pairs" 20 25
requests 80 POST /api/orders '' "{\"productId\":\"$product\",\"quantity\":2}" | load 80 together >"$work/answers"
is "80 concurrent orders of two tickets each: 12 pairs of 25" "$(statuses <"$work/answers")" "201:12 400:68"
is "one is left" "$(available)" 1

# ---- two products in opposite order: no ring of waiting
sell "Left" 20 60
left=$product
sell "Right" 20 60
right=$product
{
	requests 40 POST /api/orders '' "{\"items\":[{\"productId\":\"$left\"},{\"productId\":\"$right\"}]}"
	requests 40 POST /api/orders '' "{\"items\":[{\"productId\":\"$right\"},{\"productId\":\"$left\"}]}"
} | load 80 together >"$work/answers"
is "80 concurrent orders of two products in either order: exactly 60" "$(statuses <"$work/answers")" "201:60 400:20"

# ---- order and cancel
sell "Hot potato" 20 1
call POST /api/orders "{\"productId\":\"$product\"}"
order=$(member .id)
{
	for _ in {1..20}; do printf 'DELETE\t/api/orders/%s\t%s\t\t\n' "$order" "$seller"; done
	requests 60 POST /api/orders '' "{\"productId\":\"$product\"}"
} | load 80 together >"$work/answers"
is "20 concurrent cancellations all succeed" "$(head -n 20 "$work/answers" | statuses)" "204:20"
is "and give the ticket back once" "$(sql <<<"SELECT COUNT(*) FROM outbox WHERE subject = 'order:cancelled' AND aggregate_id = '$order'")" 1
is "no answer is a fault" "$(cut -f 1 "$work/answers" | grep -cvE '^(201|204|400)$')" 0

# ---- one version, fifty editors
sell "Edited" 20 5
for ((i = 0; i < 50; i++)); do
	printf 'PUT\t/api/products/%s\t%s\t\t{"title":"Edit %d","price":1,"version":0}\n' "$product" "$seller" "$i"
done | load 50 together >"$work/answers"
is "50 concurrent edits of one version: one is made, 49 are conflicts" "$(statuses <"$work/answers")" "200:1 409:49"
call GET "/api/products/$product"
is "the version rose by one" "$(member .version)" 1

# ---- one key
sell "Pressed again and again" 20 50
for _ in {1..40}; do
	printf 'POST\t/api/orders\t%s\tone-key\t{"productId":"%s"}\n' "$seller" "$product"
done | load 40 together >"$work/answers"
is "40 concurrent repeats with one key are all answered 201" "$(statuses <"$work/answers")" "201:40"
is "with the same bytes" "$(cut -f 3 "$work/answers" | sort -u | wc -l)" 1
is "and one effect" "$(available)" 49

# ---- the last overdue hold, taken over once
sell "Overdue" 20 1
call POST /api/orders "{\"productId\":\"$product\"}"
order=$(member .id)
sql <<<"UPDATE orders SET expires_at = NOW(3) - INTERVAL 1 SECOND WHERE id = '$order';
	UPDATE claims i JOIN orders o ON o.id = i.order_id SET i.held_until = o.expires_at WHERE o.id = '$order'"
requests 60 POST /api/orders '' "{\"productId\":\"$product\"}" | load 60 together >"$work/answers"
is "60 concurrent orders for an overdue hold: one takes it over" "$(statuses <"$work/answers")" "201:1 400:59"
is "and tells its end once" "$(sql <<<"SELECT GROUP_CONCAT(subject ORDER BY id) FROM outbox WHERE aggregate_id = '$order'")" \
	"order:created,expiration:complete,order:cancelled"

# ---- one address, twenty accounts
for _ in {1..20}; do
	printf 'POST\t/api/users/signup\t\t\t{"email":"twin@example.com","password":"secret"}\n'
done | load 20 together >"$work/answers"
is "20 concurrent sign-ups of one address: one account" "$(statuses <"$work/answers")" "201:1 400:19"
verify
check_logs
[[ $1 == apache ]] || exit 0

# ---- negative control: the same programs with a stock that reads first and writes then
rush_unguarded() {
	sell "Unguarded" 20 1
	requests 200 POST /api/orders '' "{\"productId\":\"$product\"}" | load 200 together >"$work/answers"
	placed=$(grep -c ^201 "$work/answers")
}

holds "a program without the guard can be built" \
	make -s -f tests/tools/unguarded.mk BUILD="$BUILD" SAN="${SAN:-0}" "$BUILD/tests/unguarded.fcgi"
programs=$run_directory/lib/cgi-bin/boxoffice
cp "$BUILD/tests/unguarded.fcgi" "$programs/orders.fcgi.new" && mv "$programs/orders.fcgi.new" "$programs/orders.fcgi"
for pid in $(programs orders); do kill "$pid"; done # the pool starts the new one in their place
sleep 1
sell "Unguarded, one after the other" 20 1
call POST /api/orders "{\"productId\":\"$product\"}"
is "without the guard the first order is still placed" "$status" 201
call POST /api/orders "{\"productId\":\"$product\"}"
is "and the second still refused, one after the other" "$status" 400

rush_unguarded
is "at once, the database's CHECK still lets one through" "$placed" 1
echo "# answers: $(statuses <"$work/answers")"
verify "and verify finds every row in order"

# Unsigned numbers would refuse what is below none left: the last line of defence.
sql <<<'ALTER TABLE quotas DROP CONSTRAINT quota_not_oversold, MODIFY size INT NOT NULL,
	MODIFY held INT NOT NULL DEFAULT 0, MODIFY sold INT NOT NULL DEFAULT 0'
for _ in 1 2 3 4 5; do
	rush_unguarded
	((placed < 2)) || break
done
echo "# placed: $placed"
holds "without the CHECK too the race is seen" test "$placed" -gt 1
found=$(job verify)
is "verify then exits 65" $? 65
has "and names the product" "$found" "rule=oversold id=$product"
