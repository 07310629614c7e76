#!/bin/bash
# One account that takes all it can, many requests at once, on a real server: hoarding.sh apache|lighttpd. Each limit must hold exactly. The
# negative control takes the guard away and must see it pass a limit.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

start_shop "$1" BOXOFFICE_RATE_LIMIT=1 BOXOFFICE_TICKETS_PER_BUYER=12 BOXOFFICE_UNPAID_ORDERS=7 BOXOFFICE_UNPAID_PER_HOUR=3 \
	BOXOFFICE_HOLD_SECONDS=900 BOXOFFICE_ACCOUNT_COST=0 BOXOFFICE_NETWORK_COST=0
sign_up_many 3
as=${tokens[0]}

# orders COUNT TOKEN… : for the product, by these accounts in turn
orders() {
	local i count=$1
	shift
	for ((i = 0; i < count; i++)); do
		printf 'POST\t/api/orders\t%s\t\t{"productId":"%s"}\n' "${@:1 + i % $#:1}" "$product"
	done
}

# most_of COLUMNS: the highest number that an account has of the product
most_of() { sql <<<"SELECT MAX(n) FROM (SELECT $1 AS n FROM claims WHERE quota_id = '$product' GROUP BY user_id) t"; }

sell "Free entry" 0 1000
orders 60 "${tokens[1]}" | load 60 together >"$work/answers"
is "60 free orders of one account at once: exactly as many as an account may have" "$(statuses <"$work/answers")" "201:12 400:48"
is "and no more of them are written" "$(most_of 'SUM(quantity)')" 12
is "each refusal says why" "$(grep -c 'At most 12 for each person' "$work/answers")" 48

sell "Paid entry" 20 1000
orders 60 "${tokens[1]}" "${tokens[2]}" | load 60 together >"$work/answers"
is "60 orders of two accounts at once: each holds exactly as many as may be unpaid" "$(statuses <"$work/answers")" "201:14 400:46"
is "and neither holds more" "$(most_of 'COUNT(DISTINCT order_id)')" 7
verify

# ---- holds that run out
sql <<<"UPDATE orders SET expires_at = NOW(3) WHERE status = 'created'; UPDATE claims c JOIN orders o ON o.id = c.order_id
	SET c.held_until = o.expires_at WHERE o.status = 'created'"
job expire_orders >/dev/null
orders 20 "${tokens[1]}" "${tokens[2]}" | load 20 together >"$work/answers"
is "accounts whose holds have run out have to pause, both of them" "$(statuses <"$work/answers")" "429:20"
as=${tokens[1]} call POST /api/orders "{\"productId\":\"$product\"}"
holds "and are told for how long" header Retry-After
as=${tokens[0]} call POST /api/orders "{\"productId\":\"$product\"}"
is "another account goes on" "$status" 201
verify
check_logs
[[ $1 == apache ]] || exit 0

# ---- negative control: the same program without the guard, which goes by what it has read alone
make -s -f tests/tools/unguarded.mk BUILD="$BUILD" SAN="${SAN:-0}" "$BUILD/tests/unnoted.fcgi" || die "the control can't be built"
programs=$run_directory/lib/cgi-bin/boxoffice
cp "$BUILD/tests/unnoted.fcgi" "$programs/orders.fcgi.new" && mv "$programs/orders.fcgi.new" "$programs/orders.fcgi"
for pid in $(programs orders); do kill "$pid"; done
sleep 1
for _ in 1 2 3 4 5; do
	sell "Unguarded" 0 1000
	orders 60 "${tokens[0]}" | load 60 together >"$work/answers"
	(($(most_of 'SUM(quantity)') < 13)) || break
done
holds "without the guard an account takes more than it may" test "$(most_of 'SUM(quantity)')" -gt 12
