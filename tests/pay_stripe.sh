#!/bin/bash
# Paying through Stripe, against a stand-in: the API, its page of payment, cards that ask, and the webhooks it sends.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

start_stripe_shop
webhooks lost=1 # none but those that a test asks for
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token
sign_up other@example.com && other=$token

echo "# cards"
order_for 10
pay tok_visa
is "a good card pays" "$status $(member .status) $(order_status)" "201 succeeded complete"
is "Stripe has charged it once" "$(charged)" "1000-0"
is "under our names for order and payment" "$(ledger '.charges[-1] | [.order, .payment, .currency] | join(" ")')" "$order $payment usd"
is "and we know Stripe's name for it" "$(member .providerId)" "$(ledger '.charges[-1].payment_intent')"
order_for 10
pay pm_card_mastercard
is "a payment method pays as well" "$status $(charged)" "201 1000-0"

order_for 10
pay tok_chargeDeclined
refused "a declined card: Stripe's words" 402 'Your card was declined.'
pay tok_chargeDeclinedInsufficientFunds
refused "another" 402 'Your card has insufficient funds.'
is "the order waits for one that pays" "$(order_status) $(charged)" "created "
pay tok_visa
is "which pays" "$status $(order_status) $(charged)" "201 complete 1000-0"
is "by the same payment" "$(payments_of)" succeeded

order_for 10
for token in tok_nonsense pm_nonsense 'tok_visa&amount=1' '💳' "$(printf 'x%.0s' {1..255})"; do
	pay "$token"
	is "no card is called ${token:0:20}" "$status $(order_status) $(charged)" "402 created "
done
pay pm_usBankAccount
is "a bank debit, whose money would come days after the hold's end, is none of ours" "$status $(order_status) $(payments_of)" "402 created failed"
pay tok_visa
is "after which a good one pays" "$status $(charged)" "201 1000-0"
in_order cards

echo "# amounts"
closed='We cannot take payments at the moment. Nothing was charged: please try again later'
too_small='This total is below the smallest amount that can be paid by card.'
too_large='This total is above the largest amount that can be paid by card.'
order_for 0.10
pay tok_visa
refused "Stripe takes no ten cents: said at once" 402 "$too_small"
is "the order is free to be paid or cancelled" "$(order_status)" created
order_for 999999999.99
pay tok_visa
refused "nor a billion" 402 "$too_large"
is "and that order is free as well" "$(order_status)" created
order_for 999999.99
pay tok_visa
is "but a million" "$status $(charged)" "201 99999999-0"
as=$seller sell 'Dearer tomorrow' 12.34 5
order_again 2
as=$seller call PUT "/api/products/$product" '{"title":"Dearer","price":99.99,"quantity":5}'
pay tok_visa
is "the price when ordered is the price charged" "$status $(charged)" "201 2468-0"
in_order amounts

echo "# a card that asks"
ask_bank() {
	order_for 10
	pay tok_threeDSecureRequired
	action=$(member .actionUrl)
}
ask_bank
is "201, pending, with the bank's address" "$status $(member .status) ${action%/*}" "201 pending $stripe/3ds"
is "the order awaits its payment" "$(order_status)" awaiting:payment
has "the bank leads back to the receipt" "$(bank complete)" "$url/payments/$payment?"
is "the charge is made, and not known here yet" "$(charged) $(payment_status)" "1000-0 pending"
settle
is "the settle job finds it" "$(order_status) $(payment_status)" "complete succeeded"
ask_bank
bank complete >"$work/back"
hear "$(event payment_intent.succeeded)"
is "or the webhook tells of it" "$status $(order_status)" "200 complete"
ask_bank
bank fail >"$work/back"
settle
is "the bank says no: nothing is charged" "$(order_status) $(payment_status) $(charged)" "created failed "
pay tok_visa
is "another card pays" "$status $(charged)" "201 1000-0"
ask_bank
settle
is "the buyer never answers: ended at Stripe" "$(order_status) $(payment_status)" "created failed"
bank complete >"$work/back"
is "and can't be charged any more" "$(charged)" ""
in_order "a card that asks"

echo "# Stripe's own page"
checkout() { # sets page, or what else it leads to
	local form csrf
	form=$(curl -sS -b "session=$buyer" "$url/orders/$order/pay")
	csrf=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' <<<"$form" | head -n 1)
	as=$buyer call POST /payments/hosted-checkout '' --data-urlencode "csrf=$csrf" --data-urlencode "orderId=$order"
	page=$(head_of Location)
}
card() { curl -sS -o "$work/page" -w '%{http_code} %{redirect_url}' -d "token=$1" "${2:-$page}"; }

order_for 10
checkout
is "the button leads to it" "$status ${page%/*}" "303 $stripe/c/pay"
is "the hold runs on meanwhile" "$(order_status) $(payments_of)" "created pending"
first=$page
checkout
is "a second visit leads to the same" "$page" "$first"
is "a good card leads back to the order" "$(card tok_visa)" "303 $url/orders/$order"
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
hear "$(event payment_intent.succeeded '.data.object.id = "pi_of_checkout"')"
is "the webhook completes it" "$status $(order_status) $(charged)" "200 complete 1000-0"

order_for 10
checkout
card tok_visa >"$work/back"
settle
is "without a webhook the settle job does" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
checkout
is "a declined card stays on Stripe's page" "$(card tok_chargeDeclined)" "402 "
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
hear "$(event payment_intent.payment_failed '.data.object |= (.status = "requires_payment_method" | .amount_received = 0)')"
is "which ends nothing" "$status $(payments_of)" "200 pending"
first=$page
checkout
is "the page is still the same" "$page" "$first"
card tok_visa >"$work/back"
settle
is "a good card on the same page pays, even if no webhook tells" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
checkout
card tok_threeDSecureRequired >"$work/back"
action=$(cut -d ' ' -f 2 "$work/back")
bank complete >"$work/back"
settle
is "a card that asks pays there as well" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
checkout
is "it takes no bank debit, whose money would come days after the hold's end" "$(card us_bank_account)" "400 "
is "but a card pays on it" "$(card tok_visa)" "303 $url/orders/$order"
settle
is "what the order costs" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
checkout
is "nor another currency than the order's, whatever the account has switched on" "$(card 'tok_visa&currency=eur')" "400 "
is "which the same card pays" "$(card tok_visa)" "303 $url/orders/$order"
settle
is "in its own currency" "$(order_status) $(charged)" "complete 1000-0"

order_for 0.10
checkout
is "the page isn't opened for ten cents: it says why" "$status $(grep -c "$too_small" <<<"$body")" "402 1"
is "and nothing is being confirmed" "$(payments_of) $(grep -c 'being confirmed' <<<"$body")" "failed 0"

# said_by_log NAME=VALUE…: how many lines of the log about what Stripe refused the last request have all of these
said_by_log() {
	local lines wanted
	lines=$(cat "$VAR"/log/*.log | grep "provider=stripe .*request=$(head_of X-Request-Id)")
	for wanted; do lines=$(grep -F -- "$wanted" <<<"$lines"); done
	grep -c . <<<"$lines"
}
is "the log has Stripe's answer in one line" "$(said_by_log status=400 'code="amount_too_small"' 'said="Amount must be at least' 'provider_request="req_')" 1
order_for 10
for kind in 401 403; do
	for at in open confirm; do
		misbehave "$kind" "$at"
		pay tok_visa
		behave
		refused "$at is answered $kind: it isn't about the buyer's card" 503 "$closed"
		is "$at, $kind: the order is free at once" "$(order_status) $(payments_of | tr ',' '\n' | sort -u)" "created failed"
		is "$at, $kind: one line in the log" "$(said_by_log "status=$kind" 'provider_request="req_')" 1
	done
	misbehave "$kind" checkout
	checkout
	behave
	is "Stripe's page, $kind: told so" "$status $(grep -c "$closed" <<<"$body") $(payments_of | tr ',' '\n' | sort -u)" "503 1 failed"
done
for kind in 429 html; do
	misbehave "$kind" checkout
	checkout
	behave
	is "Stripe's page, $kind: nothing is being confirmed" "$status $(grep -c "$closed" <<<"$body")" "503 1"
done
misbehave 429 open
pay tok_visa
behave
refused "so busy that nothing was opened" 503 "$closed"
pay tok_4242424242424242
is "a card's number is in no log" "$status $(said_by_log status=400 'code="resource_missing"') $(cat "$VAR"/log/*.log | grep -c 4242424242424242)" "402 1 0"
is "nor the key" "$(cat "$VAR"/log/*.log | grep -c "$stripe_key")" 0
pay tok_visa
is "and all of that charged nothing, and hinders nobody" "$status $(order_status) $(charged)" "201 complete 1000-0"

order_for 10
pay tok_chargeDeclined
sql <<<"UPDATE payments SET provider_id = 'pi_of_another_account' WHERE order_id = '$order'"
pay tok_visa
is "an intent that Stripe doesn't know (any more) is refused" "$status $(order_status)" "402 created"
pay tok_visa
is "and the next try gets another" "$status $(charged)" "201 1000-0"

order_for 10
checkout
expire
settle
is "a page that nobody pays ends with the hold" "$(order_status) $(payments_of)" "cancelled failed"
is "and takes no card any more" "$(card tok_visa) $(charged)" "400  "

order_for 10
checkout
pay tok_visa
is "the page is open, and the buyer pays with a token" "$status $(order_status)" "201 complete"
is "which closes the page" "$(card tok_visa)" "400 "
settle
is "so it is charged once" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
checkout
card tok_visa >"$work/back"
pay tok_visa
refused "paid on the page, of which nobody has told yet: it isn't paid again" 400 'Order is already paid'
is "but complete" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
checkout
misbehave html-before expire 2
pay tok_visa
behave
is "the page can't be closed: the token pays" "$status $(order_status)" "201 complete"
is "and then the page as well" "$(card tok_visa)" "303 $url/orders/$order"
settle
is "the second charge goes back in full" "$(order_status) $(charged)" "complete 1000-0 1000-1000"
is "as a duplicate" "$(sql <<<"SELECT GROUP_CONCAT(r.reason) FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE y.order_id = '$order'")" duplicate
is "and its event says so" "$(events payment:refunded)" 1

order_for 10
checkout
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
misbehave html-before expire 2
misbehave slow confirm 1 3
pay tok_visa >"$work/slow" &
slow=$!
sleep 1
hear "$(event payment_intent.canceled '.data.object |= (.status = "canceled" | .amount_received = 0)')"
is "the page ends while a card is asked: the order still awaits that" "$status $(order_status)" "200 awaiting:payment"
wait "$slow"
behave
is "and is paid by it" "$(order_status) $(charged)" "complete 1000-0"

order_for 10
misbehave slow confirm 1 3
pay tok_chargeDeclined -H 'Idempotency-Key: bad-card' >"$work/slow" &
slow=$!
sleep 1
pay tok_visa -H 'Idempotency-Key: good-card'
is "a good card in a second tab doesn't get the bad one's answer" "$status $(order_status) $(charged)" "201 complete 1000-0"
wait "$slow"

order_for 10
checkout
as=$buyer call DELETE "/api/orders/$order"
is "the buyer cancels with the page open" "$status" 204
card tok_visa >"$work/back"
settle
is "and pays all the same: the tickets are free, so he has them" "$(order_status) $(charged)" "complete 1000-0"
as=$other call POST /payments/hosted-checkout '' --data-urlencode "orderId=$order"
is "the button is a form of the buyer's" "$status" 403
in_order "Stripe's own page"

echo "# a currency without a smaller unit, in small letters"
printf '\nBOXOFFICE_CURRENCY=jpy\n' | tee -a "$run_directory/etc/boxoffice/boxoffice.conf" >>"$(conf)"
for program in products orders payments; do
	for pid in $(programs "$program"); do kill "$pid"; done
done
sleep 1
order_for 500
pay tok_visa
is "500 yen are 500 at Stripe" "$status $(order_status) $(charged)" "201 complete 500-0"
is "in the currency's name there" "$(ledger '.charges[-1].currency')" jpy
is "and in ours here" "$(sql <<<"SELECT currency, amount FROM payments WHERE id = '$payment'")" $'JPY\t50000'
order_for 500
checkout
is "Stripe's own page takes as much" "$(card tok_visa) " "303 $url/orders/$order "
settle
is "which completes the order" "$(order_status) $(charged)" "complete 500-0"
as=$seller call POST /api/products '{"title":"A ticket","price":500.5,"quantity":1}'
is "there is no half yen" "$status" 400
in_order "yen"
check_logs 'status=503 .*route=/payments|We cannot take payments|another amount or currency|message="Your payment is being confirmed'
