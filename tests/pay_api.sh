#!/bin/bash
# Paying for an order through the API, with the provider `test`: who may, what is refused, and what each test card does.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

start_shop apache
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token
sign_up other@example.com && other=$token

echo "# a good card"
order_for 10.50
pay tok_visa
is "a good card is 201" "$status" 201
is "the answer is the payment" "$(jq -c 'keys' <<<"$body")" '["amount","currency","id","orderId","providerId","refunded","status"]'
is "amount, currency, order and status are told" "$(jq -c '[.amount, .currency, .orderId, .status, .refunded]' <<<"$body")" \
	"[10.5,\"USD\",\"$order\",\"succeeded\",0]"
answer=$body
is "Location leads to it" "$(head_of Location)" "/api/payments/$payment"
is "the order is complete" "$(order_status)" complete
is "its version has risen once" "$(sql <<<"SELECT version FROM orders WHERE id = '$order'")" 1
is "the sale is told by one event" "$(events order:completed)" 1
is "the payment is told by one event" "$(events payment:created)" 1
as=$buyer call GET "/api/payments/$payment"
is "the buyer reads the payment" "$status $body" "200 $answer"
as=$buyer call HEAD "/api/payments/$payment"
is "HEAD works as GET does" "$status" 200
as=$other call GET "/api/payments/$payment"
refused "nobody else does" 401 'Not authorized'
as=$seller call GET "/api/payments/$payment"
refused "the seller neither" 401 'Not authorized'
as='' call GET "/api/payments/$payment"
refused "without a session nobody does" 401 'Not authorized'
for id in 0123456789abcdef01234567 nonsense "${payment^^}" "$order"; do
	as=$buyer call GET "/api/payments/$id"
	refused "no payment $id" 404 'Not Found'
done
as=$buyer call DELETE "/api/payments/$payment"
is "a payment can't be deleted" "$status $(head_of Allow)" "405 GET, HEAD"
as=$buyer call GET /api/payments
is "payments can't be listed" "$status" 405
as=$buyer call DELETE "/api/orders/$order"
refused "a paid order can't be cancelled" 400 'Cannot cancel a completed order'
pay tok_visa
refused "a paid order isn't paid again" 400 'Order is already paid'
pay tok_chargeDeclined
refused "not even tried" 400 'Order is already paid'
is "nothing more was charged" "$(sql <<<"SELECT COUNT(*) FROM test_charges WHERE state = 'succeeded'")" 1

echo "# who and what is refused"
order_for 20
as='' call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}"
refused "without a session" 401 'Not authorized'
as=$other call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}"
refused "somebody else's order" 401 'Not authorized'
as=$seller call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}"
refused "a buyer's order by its seller" 401 'Not authorized'
for id in 0123456789abcdef01234567 nonsense "${order^^}" "$product" "' OR 1=1 --"; do
	as=$buyer call POST /api/payments "{\"orderId\":\"$id\",\"token\":\"tok_visa\"}"
	refused "no order $id" 404 'Not Found'
done
as=$buyer call POST /api/payments '{"token":"tok_visa"}'
refused "no order named" 400 'Order ID is required' orderId
for token in '""' '"  "' null 7 true '{}' '["tok_visa"]' "\"$(printf 'x%.0s' {1..256})\""; do
	as=$buyer call POST /api/payments "{\"orderId\":\"$order\",\"token\":$token}"
	refused "token ${token:0:20}" 400 'Token is required' token
done
as=$buyer call POST /api/payments '{}'
is "everything that is missing is told at once" "$status $(jq -c '[.errors[].field]' <<<"$body")" '400 ["orderId","token"]'
as=$buyer call POST /api/payments "[\"$order\"]"
is "a body that is no object" "$status" 400
as=$buyer call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}" -H 'Content-Type: text/plain'
is "a body that isn't JSON" "$status" 415
as=$buyer call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}" -H 'Origin: https://evil.example'
refused "from another site" 403 'Request comes from another site'
as=$buyer call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}" -H 'Idempotency-Key: a b'
is "an absurd idempotency key" "$status" 400
is "none of it has begun a payment" "$(payments_of) $(order_status)" "NULL created"

for token in tok_nonsense pm_card_visa 4242424242424242 TOK_VISA 'tok_visa&amount=1' "'; DROP TABLE payments; --" '💳' "$(printf 'x%.0s' {1..255})"; do
	pay "$token"
	is "no card is called ${token:0:30}" "$status $(member '.errors[0].message')" "402 Your card number is not known."
done
is "the order can still be paid" "$(order_status)" created

as=$buyer call DELETE "/api/orders/$order"
pay tok_visa
refused "a cancelled order" 400 'Cannot pay for a cancelled order'
order_for 20
expire
pay tok_visa
refused "an expired order that nobody has noticed yet" 400 'Cannot pay for a cancelled order'
job expire_orders >"$work/expire"
pay tok_visa
refused "an expired order" 400 'Cannot pay for a cancelled order'
is "nothing was begun for it" "$(payments_of)" NULL

order_for 0
is "a free order is complete at once" "$(order_status)" complete
is "without a payment" "$(payments_of)" NULL
pay tok_visa
refused "a free order isn't paid" 400 'Order is already paid'
in_order "refusals"

echo "# what each test card does"
declines() { # TOKEN MESSAGE
	order_for 30
	pay "$1"
	refused "$1 is declined" 402 "$2"
	is "$1: the order waits for another card" "$(order_status)" created
	is "$1: it is held until it was held before" \
		"$(sql <<<"SELECT i.held_until = o.expires_at FROM orders o JOIN claims i ON i.order_id = o.id WHERE o.id = '$order'")" 1
	is "$1: no event tells of it" "$(events payment:created) $(events order:completed)" "0 0"
	pay tok_visa
	is "$1: another card pays" "$status $(order_status)" "201 complete"
	is "$1: by the same payment" "$(payments_of)" succeeded
}
declines tok_chargeDeclined 'Your card was declined.'
declines tok_chargeDeclinedInsufficientFunds 'Your card has insufficient funds.'
declines tok_chargeDeclinedExpiredCard 'Your card has expired.'

order_for 30
pay tok_mastercard
is "tok_mastercard pays" "$status $(order_status)" "201 complete"

order_for 30
pay tok_late
is "tok_late pays, later" "$status $(order_status)" "201 complete"

order_for 30
pay tok_chargedNoAnswer
is "tok_chargedNoAnswer: not known yet" "$status" 503
is "tok_chargedNoAnswer: come back later" "$(head_of Retry-After | grep -c '^[0-9]')" 1
is "tok_chargedNoAnswer: the order awaits its payment" "$(order_status)" awaiting:payment
as=$buyer call DELETE "/api/orders/$order"
refused "tok_chargedNoAnswer: it can't be cancelled meanwhile" 409 'A payment for this order is under way'
expire
job expire_orders >"$work/expire"
is "tok_chargedNoAnswer: nor does it expire" "$(order_status)" awaiting:payment
settle
is "tok_chargedNoAnswer: the settle job finds the charge" "$(order_status) $(payments_of)" "complete succeeded"
is "tok_chargedNoAnswer: told once" "$(events payment:created) $(events order:completed)" "1 1"

order_for 30
pay tok_noAnswer
is "tok_noAnswer: not known yet" "$status $(order_status)" "503 awaiting:payment"
settle
is "tok_noAnswer: the settle job ends it" "$(order_status) $(payments_of)" "created failed"
pay tok_visa
is "tok_noAnswer: another card pays" "$status $(order_status)" "201 complete"

order_for 30
pay tok_noAnswer
expire
settle
is "tok_noAnswer on an order whose time has run out: cancelled, nothing charged" \
	"$(order_status) $(sql <<<"SELECT state FROM test_charges WHERE made_for = (SELECT id FROM payments WHERE order_id = '$order')")" \
	"cancelled cancelled"

echo "# a card that asks"
answer_bank() { # yes|no: on the page of the `test` provider
	local page csrf
	page=$(curl -sS -b "session=$buyer" "$url/payments/$payment/confirm")
	csrf=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' <<<"$page" | head -n 1)
	as=$buyer call POST "/payments/$payment/confirm" '' --data-urlencode "csrf=$csrf" --data-urlencode "answer=$1"
}
order_for 40
pay tok_threeDSecureRequired
is "a card that asks is 201, pending" "$status $(member .status)" "201 pending"
is "and says where to confirm" "$(member .actionUrl)" "$url/payments/$payment/confirm"
is "the order awaits its payment" "$(order_status)" awaiting:payment
answer_bank yes
is "the buyer says yes" "$status $(head_of Location)" "303 /orders/$order"
is "and has the tickets" "$(order_status) $(payment_status)" "complete succeeded"
answer_bank yes
answer_bank no
is "once, however often it is said" "$(events order:completed) $(payment_status)" "1 succeeded"

order_for 40
pay tok_threeDSecureRequired
as=$other call POST "/payments/$payment/confirm" '' --data-urlencode answer=yes
is "nobody else answers for the buyer" "$status $(payment_status)" "403 pending"
answer_bank no
is "the buyer says no" "$(order_status) $(payment_status)" "created failed"
pay tok_visa
is "and pays with another card" "$status $(order_status)" "201 complete"

order_for 40
pay tok_threeDSecureRequired
settle
is "the buyer never answers: cancelled at the provider, payable again" "$(order_status) $(payment_status)" "created failed"
answer_bank yes
is "yes comes too late to be charged" "$(order_status) $(payment_status)" "created failed"
in_order "test cards"

echo "# the price when ordered is the price charged"
as=$seller sell 'Dearer tomorrow' 12.34 5
order_again 2
as=$seller call PUT "/api/products/$product" '{"title":"Dearer","price":99.99,"quantity":5}'
is "the price has changed" "$status" 200
pay tok_visa
is "the buyer pays what was agreed" "$status $(member .amount)" "201 24.68"
as=$buyer call GET "/api/orders/$order"
is "and the order says so" "$(jq -c '[.total, .items[0].product.price, .items[0].product.title]' <<<"$body")" '[24.68,12.34,"Dearer tomorrow"]'
is "the provider has charged that" "$(sql <<<"SELECT amount FROM test_charges WHERE made_for = '$payment'")" 2468

order_for 999999999.99
pay tok_visa
is "the dearest ticket" "$status $(member .amount)" "201 999999999.99"
order_for 0.01
pay tok_visa
is "the cheapest ticket" "$status $(member .amount)" "201 0.01"
in_order "amounts"

echo "# the same key"
order_for 50
pay tok_visa -H 'Idempotency-Key: first'
first=$status$body
pay tok_visa -H 'Idempotency-Key: first'
is "the same key gets the same answer" "$status$body" "$first"
pay tok_mastercard -H 'Idempotency-Key: first'
is "with another body it is 409" "$status" 409
order_for 50
pay tok_chargeDeclined -H 'Idempotency-Key: second'
first=$status$body
pay tok_chargeDeclined -H 'Idempotency-Key: second'
is "a declined card is declined again under its key" "$status$body" "$first"
is "without being tried again" "$(sql <<<"SELECT attempt FROM payments WHERE order_id = '$order'")" 1
pay tok_visa -H 'Idempotency-Key: third'
is "a new key is a new try" "$status" 201
as=$other call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}" -H 'Idempotency-Key: third'
is "a key is its owner's" "$status" 401

echo "# the page of an order while its payment arrives"
order_for 60
pay tok_visa
flip() { # ORDER-STATUS PAYMENT-STATUS
	printf "START TRANSACTION; UPDATE orders SET status = '%s' WHERE id = '%s'; UPDATE payments SET status = '%s'%s WHERE order_id = '%s'; COMMIT;\n" \
		"$1" "$order" "$2" "${3-}" "$order"
}
for _ in {1..3000}; do
	flip created pending ', paid_order = NULL'
	flip complete succeeded ', paid_order = order_id'
done >"$work/flips"
sql <"$work/flips" &
flips=$!
torn=0 seen=0
for _ in {1..300}; do
	page=$(curl -sS -b "session=$buyer" "$url/orders/$order")
	[[ $page != *'<h1>Your tickets are held'* ]] || seen=$((seen + 1))
	[[ $page != *'<h1>Your tickets are held'*'<dt>Paid</dt>'* ]] || torn=$((torn + 1))
done
wait "$flips"
holds "orders are seen before and after" test "$seen" -gt 0 -a "$seen" -lt 300
is "none is unpaid and paid" "$torn" 0

echo "# the same click twice, at once"
twice() { # KEY KEY: statuses of both
	local id
	for id in "$1" "$2"; do
		printf 'POST\t/api/payments\t%s\t%s\t{"orderId":"%s","token":"tok_late"}\n' "$buyer" "$id" "$order"
	done | load 2 together >"$work/twice"
	statuses <"$work/twice"
}
order_for 60
is "with one key: both are told" "$(twice click click)" "201:2"
is "the same" "$(cut -f 3 "$work/twice" | sort -u | wc -l)" 1
order_for 60
is "with two keys: both are told" "$(twice click1 click2)" "201:2"
is "of one payment" "$(payments_of) $(sql <<<"SELECT COUNT(*) FROM test_charges WHERE made_for IN (SELECT id FROM payments WHERE order_id = '$order') AND state = 'succeeded'")" \
	"succeeded 1"
order_for 60
pay tok_late -H 'Idempotency-Key: busy' >"$work/late" &
slow=$!
sleep 1
pay tok_visa -H 'Idempotency-Key: busy'
is "another body under the key of one under way is refused as well" "$status" 409
wait "$slow"
is "which goes on" "$(order_status)" complete
in_order "repeats"
check_logs 'status=503 .*route=/payments|message="Your payment is being confirmed'
