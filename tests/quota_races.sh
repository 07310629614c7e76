#!/bin/bash
# Quotas that several products share, on a real server with many at once: quota_races.sh apache|lighttpd [SECONDS]. Each race has a
# control that takes away what holds, and must see it break.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

start_shop "$1" BOXOFFICE_HOLD_SECONDS=3
seconds=${2:-5}
sign_up_many 16
as=${tokens[0]}

# two_products SIZE: sells `first` and `second`, many of each, which share a quota of that size
two_products() {
	sell "Stalls" 20 1000
	first=$product
	sell "Gallery" 15 1000
	second=$product
	quota=$(printf '%024x' $((SRANDOM)))
	sql <<<"INSERT INTO quotas (id, name, size) VALUES ('$quota', 'Hall', $1);
		INSERT INTO product_quotas (product_id, quota_id) VALUES ('$first', '$quota'), ('$second', '$quota')"
}

# orders COUNT: for the two products in turn
orders() {
	local i ids=("$first" "$second")
	for ((i = 0; i < $1; i++)); do
		printf 'POST\t/api/orders\t%s\t\t{"productId":"%s"}\n' "${tokens[i % ${#tokens[@]}]}" "${ids[i % 2]}"
	done
}

taken() { sql <<<"SELECT held + sold FROM quotas WHERE id = '$quota'"; }
deadlocks() { sql <<<"SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'" | cut -f 2; }

use() { # PROGRAM: in the place of orders.fcgi
	local programs=$run_directory/lib/cgi-bin/boxoffice
	[[ -e $work/orders.fcgi ]] || cp "$programs/orders.fcgi" "$work/orders.fcgi"
	cp "$1" "$programs/orders.fcgi.new" && mv "$programs/orders.fcgi.new" "$programs/orders.fcgi"
	for pid in $(programs orders); do kill "$pid"; done
	sleep 1
}

# ---- one place in the hall, two kinds of tickets, two hundred buyers
two_products 1
orders 200 | load 200 together >"$work/answers"
is "200 orders of two products that share one place: one is placed" "$(statuses <"$work/answers")" "201:1 400:199"
is "and the hall has one" "$(taken)" 1

# ---- lines in opposite order, without a ring
two_products 1000000
sql <<<"UPDATE quotas SET size = 1000000 WHERE id IN ('$first', '$second')"
opposite() { # WORKERS SECONDS: counts of answers
	local worker until=$((EPOCHSECONDS + $2))
	for ((worker = 0; worker < $1; worker++)); do
		while ((EPOCHSECONDS < until)); do
			for _ in {1..50}; do
				printf 'POST\t/api/orders\t%s\t\t{"items":[{"productId":"%s"},{"productId":"%s"}]}\n' "${tokens[worker]}" \
					"$first" "$second"
				printf 'POST\t/api/orders\t%s\t\t{"items":[{"productId":"%s"},{"productId":"%s"}]}\n' "${tokens[worker]}" \
					"$second" "$first"
			done | load 2 >>"$work/opposite.$worker"
		done &
	done
	wait
	cat "$work"/opposite.* | statuses
	rm "$work"/opposite.*
}
before=$(deadlocks)
answers=$(opposite 8 "$seconds")
echo "# $answers"
holds "orders whose lines come in opposite order are all placed" test "${answers%:*} ${answers//[0-9]/}" = "201 :"
is "and no two of them waited for each other" "$(($(deadlocks) - before))" 0

# ---- all that changes quotas at once: orders, cancellations, payments, refunds, edits, and the job that ends holds
two_products 1000000
sql <<<"UPDATE quotas SET size = 1000000 WHERE id IN ('$first', '$second')"
everything() { # WORKERS SECONDS: counts of answers
	local worker until=$((EPOCHSECONDS + $2))
	for ((worker = 0; worker < $1; worker++)); do
		while ((EPOCHSECONDS < until)); do
			for _ in {1..10}; do
				printf 'POST\t/api/orders\t%s\t\t{"items":[{"productId":"%s"},{"productId":"%s"}]}\n' "${tokens[worker]}" \
					"$first" "$second"
				printf 'POST\t/api/orders\t%s\t\t{"items":[{"productId":"%s"}]}\n' "${tokens[worker]}" "$second"
				printf 'PUT\t/api/products/%s\t%s\t\t{"title":"Stalls","price":20}\n' "$first" "${tokens[0]}"
			done | load 4 >"$work/placed.$worker"
			sed -nE 's/.*"id":"([0-9a-f]{24})","userId":"[0-9a-f]{24}","status".*/\1/p' "$work/placed.$worker" |
				awk -v buyer="${tokens[worker]}" -v seller="${tokens[0]}" '
					NR % 3 == 0 { printf "DELETE\t/api/orders/%s\t%s\t\t\n", $1, buyer }
					NR % 3 == 1 { printf "POST\t/api/payments\t%s\t\t{\"orderId\":\"%s\",\"token\":\"tok_visa\"}\n", buyer, $1
						printf "POST\t/api/orders/%s/refund\t%s\t\t{}\n", $1, seller }' | load 1 >"$work/changed.$worker"
			cat "$work"/{placed,changed}."$worker" >>"$work/everything.$worker"
		done &
	done
	while ((EPOCHSECONDS < until)); do job expire_orders; done >"$work/expired"
	wait
	cat "$work"/everything.* | statuses
}
before=$(deadlocks)
answers=$(everything 8 "$seconds")
echo "# $answers, $(awk -F= '{ n += $2 } END { print n }' "$work/expired") expired"
# 400: its hold had run out.
is "all of them at once are answered" "$(tr ' ' '\n' <<<"$answers" | cut -d : -f 1 | grep -v 400 | paste -sd ' ')" "200 201 204"
is "and no two of them waited for each other" "$(($(deadlocks) - before))" 0
verify

# ---- a sibling's hold that runs out
two_products 1
as=${tokens[1]} call POST /api/orders "{\"productId\":\"$first\"}"
ends=$(date -d "$(member .expiresAt)" +%s%3N)
sleep_until $((ends - 150))
as=${tokens[2]} call POST /api/orders "{\"productId\":\"$second\"}"
is "what the two share is held while the hold lasts" "$status" 400
sleep_until $((ends + 30))
as=${tokens[2]} call POST /api/orders "{\"productId\":\"$second\"}"
is "and free from the instant that it ends" "$status" 201
is "without the job, once" "$(taken)" 1
verify
check_logs

# ---- controls
make -s -f tests/tools/unguarded.mk BUILD="$BUILD" SAN="${SAN:-0}" "$BUILD/tests/unguarded.fcgi" "$BUILD/tests/unordered.fcgi" ||
	die "the controls can't be built"
use "$BUILD/tests/unordered.fcgi"
sell "Left" 20 100000
first=$product
sell "Right" 20 100000
second=$product
before=$(deadlocks)
for _ in {1..10}; do # as often as it takes them to meet
	opposite 8 3 >/dev/null
	(($(deadlocks) == before)) || break
done
holds "taken in the order of the lines, orders wait for each other" test "$(deadlocks)" -gt "$before"
use "$BUILD/tests/unguarded.fcgi"
sql <<<'ALTER TABLE quotas DROP CONSTRAINT quota_not_oversold, MODIFY size INT NOT NULL,
	MODIFY held INT NOT NULL DEFAULT 0, MODIFY sold INT NOT NULL DEFAULT 0'
for _ in 1 2 3 4 5; do
	two_products 1
	orders 200 | load 200 together >"$work/answers"
	(($(taken) < 2)) || break
done
holds "without the guard the hall is oversold" test "$(taken)" -gt 1
