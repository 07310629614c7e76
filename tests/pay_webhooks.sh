#!/bin/bash
# What Stripe tells the shop by itself: webhooks, believable or not, once, twice and in any order; against a stand-in.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

start_stripe_shop
webhooks lost=1 # none but those that a test asks for
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token

echo "# webhooks, as Stripe sends them"
webhooks lost=0 twice=1 jitter=0.3
order_for 10
pay tok_threeDSecureRequired
action=$(member .actionUrl)
bank complete >"$work/back"
completed() { [[ $(order_status) == complete ]]; }
holds "a confirmed payment is told by webhook" wait_until 10 completed
quiet() { [[ $(stand_in stats | jq .waiting) == 0 ]]; }
wait_until 10 quiet
sleep 0.5
is "none is refused" "$(stand_in stats | jq .webhooks.refused)" 0
is "twice told is once done" "$(events order:completed) $(events payment:created) $(charged)" "1 1 1000-0"
order_for 10
pay tok_chargeDeclined
pay tok_visa
wait_until 10 quiet
is "what comes in any order has its effect once" "$(order_status) $(events order:completed) $(charged)" "complete 1 1000-0"
webhooks lost=1 twice=0 jitter=0
in_order "webhooks, as Stripe sends them"

echo "# webhooks that can't be believed"
pending_payment() {
	order_for 10
	pay tok_threeDSecureRequired
}
pending_payment
untouched() { is "$1" "$status $(member '.errors[0].message') $(payment_status)" "400 Invalid signature pending"; }
body=$(event payment_intent.succeeded) now=$EPOCHSECONDS
message=$body
right=$(signature "$message")
hear "$message" ''
untouched "an empty signature"
as='' call POST /api/payments/webhook "$message"
untouched "no signature"
hear "$message" "$(signature "$message" "$now" whsec_other)"
untouched "another secret"
hear "$message " "$right"
untouched "a body that was changed"
hear "$message" "$(signature "$message" $((now - 400)))"
untouched "an old one"
hear "$message" "$(signature "$message" $((now + 400)))"
untouched "one of the future"
hear "$message" "t=$((now + 1)),${right#*,}"
untouched "another time than was signed"
hear "$message" "${right#*,}"
untouched "no time"
hear "$message" "${right%,*}"
untouched "no v1"
hear "$message" "${right/v1=/v0=}"
untouched "a v0"
hear "$message" "${right%?}"
untouched "one digit short"
hear "$message" "$right"0
untouched "one digit long"
hear "$message" "$(tr '[:lower:]' '[:upper:]' <<<"${right#*v1=}" | sed "s/^/t=$now,v1=/")"
untouched "upper case"
hear "$message" "t=$now,v1="
untouched "an empty v1"
hear "$message" "t=99999999999999999999,v1=$(printf '0%.0s' {1..64})"
untouched "an absurd time"
hear "$message" "$(printf 't=%s,' {1..1000})"
untouched "a list without end"
is "none of them is remembered" "$(sql <<<"SELECT COUNT(*) FROM provider_events WHERE id = '$(jq -r .id <<<"$message")'")" 0

echo "# webhooks that are signed, and strange"
strange() { # SENTENCE BODY STATUS
	hear "$2"
	is "$1" "$status $(payment_status) $(order_status)" "$3 pending awaiting:payment"
}
strange "no JSON" 'hello' 400
strange "no object" '[]' 400
strange "an empty object" '{}' 400
strange "twice the same name" '{"id":"evt_1","id":"evt_2","type":"payment_intent.succeeded","data":{"object":{}}}' 400
strange "no id" "$(event payment_intent.succeeded 'del(.id)')" 400
strange "an id that is no text" "$(event payment_intent.succeeded '.id = 7')" 400
strange "an id too long" "$(event payment_intent.succeeded '.id = "e" * 300')" 400
strange "no type" "$(event payment_intent.succeeded 'del(.type)')" 400
strange "no object in it" "$(event payment_intent.succeeded 'del(.data)')" 400
strange "a kind that we don't know" "$(event invoice.paid)" 200
strange "an order that nobody knows" "$(event payment_intent.succeeded '.data.object.metadata.payment = "0123456789abcdef01234567"')" 200
strange "a payment id that can't be one" "$(event payment_intent.succeeded '.data.object.metadata.payment = "nonsense"')" 200
strange "somebody else's intent" "$(event payment_intent.succeeded 'del(.data.object.metadata) | .data.object.id = "pi_else"')" 200
# what isn't as it was to be is believed of the API alone
strange "a cent too little" "$(event payment_intent.succeeded '.data.object.amount_received = 999')" 200
strange "a cent too much" "$(event payment_intent.succeeded '.data.object.amount_received = 1001')" 200
strange "no amount" "$(event payment_intent.succeeded 'del(.data.object.amount_received)')" 200
strange "an amount as text" "$(event payment_intent.succeeded '.data.object.amount_received = "1000"')" 200
strange "a negative amount" "$(event payment_intent.succeeded '.data.object.amount_received = -1000')" 200
strange "another currency" "$(event payment_intent.succeeded '.data.object.currency = "jpy"')" 200
strange "no currency" "$(event payment_intent.succeeded 'del(.data.object.currency)')" 200
strange "a failed card" "$(event payment_intent.payment_failed '.data.object.amount_received = 0')" 200
head -c 2097152 /dev/zero | tr '\0' ' ' >"$work/two_megabytes"
as='' call POST /api/payments/webhook '' -H 'Content-Type: application/json' -H 'Expect:' -H "Stripe-Signature: t=$now,v1=00" \
	--data-binary "@$work/two_megabytes"
is "two megabytes" "$status" 413
as='' call GET /api/payments/webhook
is "to be read" "$status" 405
message=$(event payment_intent.succeeded '.data.object.amount_received = 999 | .id = "evt_again"')
hear "$message"
hear "$(jq -c '.data.object.amount_received = 1000' <<<"$message")"
is "an event that was not believed counts when it comes right" "$status $(payment_status) $(order_status)" "200 succeeded complete"
hear "$(jq -c '.data.object.amount_received = 1000' <<<"$message")"
is "and is answered 200 again" "$status $(events order:completed)" "200 1"
settle
is "it was never charged, so verify alone can't see it; the ledger can" "$(charged)" ""

echo "# webhooks in an order of their own"
pending_payment
bank_url=$(member .actionUrl)
message=$(event payment_intent.succeeded)
hear "$message" "$(signature "$message" $((EPOCHSECONDS - 280)))"
is "almost too old" "$status $(payment_status)" "200 succeeded"
curl -sS -o "$work/bank" -d answer=complete "$bank_url"
pending_payment
curl -sS -o "$work/bank" -d answer=complete "$(member .actionUrl)"
message=$(event payment_intent.succeeded)
right=$(signature "$message")
hear "$message" "t=${right%%,*},v1=$(printf 'a%.0s' {1..64}),${right#*,},v0=00"
is "a time that isn't one" "$status" 400
hear "$message" "${right%%,*},v1=$(printf 'a%.0s' {1..64}),${right#*,},v0=00"
is "several v1, as while a secret changes" "$status $(payment_status)" "200 succeeded"
hear "$(event payment_intent.canceled '.data.object |= (.status = "canceled" | .amount_received = 0)')"
is "a cancellation that comes after the money" "$status $(payment_status) $(order_status)" "200 succeeded complete"
hear "$(event payment_intent.succeeded)"
is "success told by two events" "$status $(events payment:created) $(payments_of)" "200 1 succeeded"

pending_payment
action=$(member .actionUrl)
hear "$(event payment_intent.canceled '.data.object |= (.status = "canceled" | .amount_received = 0 | .last_payment_error = {message: "Your card was declined."})')"
is "a cancellation frees the order" "$status $(payment_status) $(order_status)" "200 failed created"
pay tok_visa
is "which is paid by another payment" "$status $(payments_of)" "201 failed,succeeded"
is "of its own at Stripe" "$(charged)" "1000-0"
bank complete >"$work/back"
hear "$(payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order' AND status = 'failed'") event payment_intent.succeeded)"
is "money for the one that was thought cancelled" "$status $(payments_of)" "200 succeeded,succeeded"
settle
is "goes back in full" "$(charged) $(order_status)" "1000-0 1000-1000 complete"

order_for 10
pay tok_chargeDeclined
misbehave cut-after confirm
pay tok_visa
is "a second try, its answer lost" "$status $(payments_of)" "503 pending"
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
hear "$(event payment_intent.payment_failed '.data.object.amount_received = 0')"
is "the first try's failure comes late, and ends nothing" "$status $(payments_of) $(order_status)" "200 pending awaiting:payment"
settle
is "the settle job finds the money" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
pay tok_threeDSecureRequired
curl -sS -o "$work/bank" -d answer=complete "$(member .actionUrl)"
hear_many() { # COUNT: the same event at once
	local i message sig ours=()
	message=$(event payment_intent.succeeded)
	sig=$(signature "$message")
	for ((i = 0; i < $1; i++)); do
		curl -sS -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' -H "Stripe-Signature: $sig" -d "$message" \
			"$url/api/payments/webhook" &
		ours+=($!)
	done
	wait "${ours[@]}"
}
is "the same event twelve times at once" "$(hear_many 12 | sort | uniq -c | xargs)" "12 200"
is "has its effect once" "$(events payment:created) $(events order:completed) $(charged)" "1 1 1000-0"
in_order webhooks
check_logs 'status=503 .*route=/payments|message="Your payment is being confirmed'
