# What the tests of payments share, on top of lib.sh: orders to pay for, a stand-in for Stripe, its webhooks, time that passes.
# shellcheck shell=bash disable=SC2016,SC2034,SC2120,SC2154

secret=whsec_test
stripe_key=sk_test_x
stand_in_pid=

# As lib.sh's, without the way through scripts/instance: it is asked very often.
sql() { mariadb --no-defaults --socket="$run_directory/db.sock" --default-character-set=utf8mb4 -N -B boxoffice; }

# ---- the stand-in
# start_stand_in [OPTION…]: sets stripe, its address. Again after a kill: at the same port, with the same ledger.
start_stand_in() {
	local line
	: "${stand_in_port:=0}" "${ledger:=$work/ledger}"
	exec 7< <(exec tests/stripe_stand_in --port "$stand_in_port" --ledger "$ledger" --key "$stripe_key" --secret "$secret" \
		${hook:+--webhook "$hook"} "$@" 2>>"$work/stand_in.log")
	stand_in_pid=$!
	read -r line <&7 || die "the stand-in does not start: $(tail -n 3 "$work/stand_in.log")"
	stand_in_port=${line#port=}
	stripe=http://127.0.0.1:$stand_in_port
}

kill_stand_in() {
	[[ $stand_in_pid ]] || return 0
	kill -KILL "$stand_in_pid" 2>/dev/null
	wait "$stand_in_pid" 2>/dev/null
	stand_in_pid=
}

# Ends with the test, whatever becomes of it.
trap 'ended=$?; kill_stand_in; clean_up' EXIT

# start_stripe_shop [NAME=value…]: a shop that pays by the stand-in, which tells it of what happens.
start_stripe_shop() {
	start_stand_in
	start_shop apache BOXOFFICE_PAYMENT_PROVIDER=stripe BOXOFFICE_STRIPE_BASE="$stripe" BOXOFFICE_STRIPE_KEY="$stripe_key" \
		BOXOFFICE_STRIPE_WEBHOOK_SECRET="$secret" "$@"
	hook=$url/api/payments/webhook
	webhooks "to=$hook"
}

stand_in() { # COMMAND [NAME=value…]
	local command=$1 pair options=()
	shift
	for pair; do options+=(--data-urlencode "$pair"); done
	curl -sS --max-time 60 -X POST ${options[@]+"${options[@]}"} "$stripe/stand-in/$command" ||
		die "the stand-in does not answer"
}

# misbehave KIND AT [TIMES [SECONDS]]; behave: no more of it
misbehave() { stand_in misbehave "kind=$1" "at=$2" "times=${3:-1}" "seconds=${4:-60}" >"$work/misbehave"; }
behave() { stand_in behave >"$work/misbehave"; }
webhooks() { stand_in webhooks "$@" >"$work/webhooks"; }

ledger() { curl -sS --max-time 10 "$stripe/ledger" | jq -r "$@"; } # JQ-PROGRAM
# What the stand-in took for an order and gave back, in cents: "1000-0".
charged() { ledger --arg order "${1:-$order}" '[.charges[] | select(.order == $order) | "\(.amount)-\(.refunded)"] | sort | join(" ")'; }

# head_of NAME: a header of the last answer
head_of() { if header "$1"; then echo "$value"; fi; }

# ---- orders
# order_for PRICE [QUANTITY [ORDERED]]: $seller sells, $buyer orders; sets product and order.
order_for() {
	as=$seller sell 'A ticket' "$1" "${2:-1}"
	order_again "${3:-1}"
}

order_again() { # [QUANTITY]: of the same product, by $buyer
	as=$buyer call POST /api/orders "{\"productId\":\"$product\",\"quantity\":${1:-1}}"
	[[ $status == 201 ]] || die "cannot order: $status $body"
	order=$(member .id)
}

# pay TOKEN [CURL-OPTION…]: by $buyer; sets payment where there is one
pay() {
	local token=$1
	shift
	as=$buyer call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"$token\"}" "$@"
	payment=$(member .id)
}

order_status() { # [ORDER]
	as=$buyer call GET "/api/orders/${1:-$order}"
	member .status
}

payment_status() {
	as=$buyer call GET "/api/payments/$payment"
	member .status
}

# refused SENTENCE STATUS MESSAGE [FIELD]: the last answer is this one error
refused() { is "$1" "$status $(jq -c .errors <<<"$body")" "$2 $(jq -cn --arg m "$3" --arg f "${4-}" '[{message: $m} + if $f == "" then {} else {field: $f} end]')"; }

# How many events of this subject tell of $order.
events() { sql <<<"SELECT COUNT(*) FROM outbox WHERE subject = '$1' AND ('$order' IN (aggregate_id, JSON_VALUE(data, '$.orderId')))"; }

payments_of() { sql <<<"SELECT GROUP_CONCAT(status ORDER BY created_at, id) FROM payments WHERE order_id = '${1:-$order}'"; }

# ---- time
# An hour passes for what waits to be asked about; a hold runs out.
much_later() {
	sql <<<"UPDATE payments SET begun_at = begun_at - INTERVAL 1 HOUR, asked_at = asked_at - INTERVAL 1 HOUR WHERE status = 'pending';
		UPDATE orders SET pay_until = pay_until - INTERVAL 1 HOUR WHERE status = 'awaiting:payment';
		UPDATE refunds SET due_at = due_at - INTERVAL 2 HOUR WHERE NOT done"
}

expire() { # [ORDER]
	sql <<<"UPDATE orders o JOIN claims i ON i.order_id = o.id SET o.expires_at = NOW(3) - INTERVAL 1 SECOND,
		i.held_until = IF(i.held_until < '9999-01-01', NOW(3) - INTERVAL 1 SECOND, i.held_until) WHERE o.id = '${1:-$order}';
		UPDATE claims i JOIN orders o ON o.id = i.order_id SET i.held_until = o.expires_at
		WHERE o.id = '${1:-$order}' AND o.status = 'created'"
}

pending() { sql <<<"SELECT (SELECT COUNT(*) FROM payments WHERE status = 'pending') + (SELECT COUNT(*) FROM refunds WHERE NOT done)"; }

# Asks the provider about what is open, as cron would, until nothing is.
settle() {
	local try
	for ((try = 0; try < 5; try++)); do
		much_later
		job settle_payments >>"$work/settle" 2>&1 || die "settle_payments: $(tail -n 3 "$work/settle")"
		(($(pending) > 0)) || return 0
	done
}

# in_order GROUP: after the settle job nothing is pending, and every row agrees with the others
in_order() {
	settle
	is "$1: nothing is left pending" "$(pending)" 0
	verify "$1: verify finds every row in order"
}

# wait_until SECONDS COMMAND…: until it succeeds
wait_until() {
	local end=$(($(milliseconds) + $1 * 1000))
	shift
	until "$@"; do
		(($(milliseconds) < end)) || return 1
		sleep 0.1
	done
}

# ---- webhooks of our own making
# event TYPE [JQ-PROGRAM]: the JSON of an event about $payment of $order, which the program changes
event() {
	local intent amount
	read -r intent amount < <(sql <<<"SELECT COALESCE(provider_id, 'pi_none'), amount FROM payments WHERE id = '$payment'")
	jq -cn --arg type "$1" --arg intent "$intent" --arg order "$order" --arg payment "$payment" --argjson amount "$amount" \
		--arg id "evt_$RANDOM$RANDOM$RANDOM$SRANDOM" '{id: $id, object: "event", api_version: "2024-06-20", type: $type, data: {object: {id: $intent,
		object: "payment_intent", amount: $amount, amount_received: $amount, currency: "usd", status: "succeeded",
		metadata: {order: $order, payment: $payment}}}}' | jq -c "${2:-.}"
}

signature() { # BODY [TIME [SECRET]]
	local time=${2:-$EPOCHSECONDS}
	echo "t=$time,v1=$(printf '%s.%s' "$time" "$1" | openssl dgst -sha256 -hmac "${3:-$secret}" -r | cut -d ' ' -f 1)"
}

# hear BODY [SIGNATURE]: sends a webhook; sets status and body
hear() {
	as='' call POST /api/payments/webhook "$1" -H "Stripe-Signature: ${2-$(signature "$1")}"
}

# The bank's page of the stand-in, at $action: complete or fail.
bank() { curl -sS -o "$work/bank" -w '%{redirect_url}' -d "answer=$1" "$action"; }
