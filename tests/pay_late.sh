#!/bin/bash
# Money that comes after its order has ended: the tickets are taken again, all of them, or all of it goes back.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

start_stripe_shop
webhooks lost=1
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token
sign_up rival@example.com && rival=$token

# open_page: of the provider, for $order; sets page, and payment
open_page() {
	local csrf
	csrf=$(curl -sS -b "session=$buyer" "$url/orders/$order/pay" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
	as=$buyer call POST /payments/hosted-checkout '' --data-urlencode "csrf=$csrf" --data-urlencode "orderId=$order"
	page=$(head_of Location)
	payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order' ORDER BY created_at DESC LIMIT 1")
}
pay_there() { curl -sS -o "$work/page" -w '%{http_code}' -d token=tok_visa "$page"; }
tell() { hear "$(event payment_intent.succeeded '.data.object.id = "pi_late"')"; }
available() {
	as='' call GET "/api/products/$product"
	member .available
}
take() { # QUANTITY: by a rival
	as=$rival call POST /api/orders "{\"productId\":\"$product\",\"quantity\":${1:-1}}"
	[[ $status == 201 ]] || die "the rival gets nothing: $status $body"
	taken=$(member .id)
}
reason() { sql <<<"SELECT GROUP_CONCAT(r.reason, ' ', r.amount, ' ', r.done) FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE y.order_id = '$order'"; }
subjects() { sql <<<"SELECT GROUP_CONCAT(subject ORDER BY id) FROM outbox WHERE aggregate_id = '$order'"; }
# How a story ends.
granted() {
	is "$1: the buyer has the tickets" "$(order_status) $(payment_status)" "complete succeeded"
	is "$1: charged once, nothing back" "$(charged)" "$2-0"
	is "$1: one sale, one payment" "$(events order:completed) $(events payment:created) $(events payment:refunded)" "1 1 0"
}
returned() {
	is "$1: no tickets, and the money goes back" "$(order_status) $(payment_status)" "cancelled refunded"
	is "$1: charged once, all back" "$(charged)" "$2-$2"
	is "$1: because it was late" "$(reason)" "late $2 1"
	is "$1: told once" "$(events order:completed) $(events payment:created) $(events payment:refunded)" "0 1 1"
}

echo "# the tickets are free"
order_for 10
open_page
expire
is "its time has run out" "$(order_status)" cancelled
pay_there >"$work/there"
tell
is "the webhook comes before anybody noticed" "$status $(subjects)" "200 order:created,order:completed"
granted "before anybody noticed" 1000
is "its version" "$(sql <<<"SELECT version FROM orders WHERE id = '$order'")" 1

order_for 10
open_page
expire
job expire_orders >"$work/expire"
pay_there >"$work/there"
tell
is "after the expirer" "$(subjects)" "order:created,expiration:complete,order:cancelled,order:completed"
granted "after the expirer" 1000
is "nobody else can have them" "$(available)" 0
tell
tell
granted "told three times" 1000

order_for 10
open_page
pay_there >"$work/there"
expire
job expire_orders >"$work/expire"
settle
granted "found by the settle job" 1000

order_for 10
open_page
as=$buyer call DELETE "/api/orders/$order"
pay_there >"$work/there"
settle
granted "cancelled by the buyer himself, and paid" 1000

order_for 10 5 3
open_page
expire
take 2
pay_there >"$work/there"
tell
granted "three of five, two taken since" 3000
is "none is left" "$(available)" 0

order_for 10
open_page
expire
take
as=$rival call DELETE "/api/orders/$taken"
pay_there >"$work/there"
tell
granted "taken and given back by a rival" 1000

order_for 10
open_page
expire
take
expire "$taken"
pay_there >"$work/there"
tell
granted "a rival's hold has run out, too" 1000
is "the rival's order has ended" "$(sql <<<"SELECT status FROM orders WHERE id = '$taken'")" cancelled

echo "# several products"
as=$seller sell First 10 1 && first=$product
as=$seller sell Second 5 4 && second=$product
both() { as=$buyer call POST /api/orders "{\"items\":[{\"productId\":\"$first\",\"quantity\":1},{\"productId\":\"$second\",\"quantity\":2}]}" && order=$(member .id); }
both
open_page
expire
job expire_orders >"$work/expire"
product=$first take
sold_before=$(product=$second available)
pay_there >"$work/there"
tell
settle
returned "one of two products is gone" 2000
is "of the other nothing is taken" "$(product=$second available)" "$sold_before"
as=$rival call DELETE "/api/orders/$taken"
both
open_page
expire
job expire_orders >"$work/expire"
pay_there >"$work/there"
tell
granted "both are there" 2000
is "both are sold" "$(product=$first available) $(product=$second available)" "0 2"
in_order "late and granted"

echo "# the tickets are gone"
order_for 10
open_page
expire
take
pay_there >"$work/there"
tell
is "the webhook is answered 200" "$status" 200
is "the refund is decided at once" "$(payment_status) $(reason)" "refunded late 1000 0"
settle
returned "taken by a rival" 1000
is "the event has the reason" \
	"$(sql <<<"SELECT CONCAT(JSON_VALUE(data, '$.reason'), ' ', JSON_VALUE(data, '$.amount'), ' ', JSON_VALUE(data, '$.orderId')) FROM outbox WHERE subject = 'payment:refunded' AND JSON_VALUE(data, '$.id') = '$payment'")" \
	"late 10.00 $order"
as=$buyer call GET "/api/payments/$payment"
is "the buyer reads how much" "$(jq -c '[.amount, .refunded]' <<<"$body")" '[10,10]'
as=$buyer call GET "/orders/$order"
has "and on the order's page, why" "$(tr -s ' \n' ' ' <<<"$body")" "the tickets were gone, so all of it goes back to you"
tell
tell
settle
returned "told three times" 1000
as=$rival call GET "/api/orders/$taken"
is "the rival still has them" "$(member .status)" created

order_for 10
open_page
pay_there >"$work/there"
expire
take
settle
returned "found by the settle job" 1000

order_for 10 5 3
open_page
expire
take 3
pay_there >"$work/there"
tell
settle
returned "three of five, three taken since: not even two" 3000
is "the two that are left stay on sale" "$(available)" 2

order_for 10 5 3
open_page
expire
job expire_orders >"$work/expire"
as=$seller call PUT "/api/products/$product" '{"title":"Fewer","price":10,"quantity":2}'
pay_there >"$work/there"
tell
settle
returned "the seller has fewer now" 3000

order_for 10
open_page
expire
take
pay_there >"$work/there"
misbehave html-after refund 2
tell
job settle_payments >>"$work/settle" 2>&1
is "the refund is answered with nonsense: it is due still" "$(reason)" "late 1000 0"
behave
settle
returned "and paid back once" 1000

order_for 10
open_page
expire
take
pay_there >"$work/there"
message=$(event payment_intent.succeeded '.data.object.id = "pi_late"')
sig=$(signature "$message")
for i in {1..6}; do
	curl -sS -o "$work/message.$i" -H 'Content-Type: application/json' -H "Stripe-Signature: $sig" -d "$message" "$url/api/payments/webhook" &
	told_by+=($!)
done
for i in 1 2 3; do
	job settle_payments >>"$work/settle.$i" 2>&1 &
	told_by+=($!)
done
wait "${told_by[@]}"
settle
returned "told by six webhooks and three jobs at once" 1000
in_order "late and returned"

echo "# late money and a rival, at once"
race_once() { # the last ticket: a late payment and an order for it
	order_for 10
	open_page
	expire
	pay_there >"$work/there"
	message=$(event payment_intent.succeeded '.data.object.id = "pi_late"')
	sig=$(signature "$message")
	curl -sS -o "$work/message" -H 'Content-Type: application/json' -H "Stripe-Signature: $sig" -d "$message" "$url/api/payments/webhook" &
	local teller=$!
	as=$rival call POST /api/orders "{\"productId\":\"$product\"}"
	wait "$teller"
	settle
	echo "$status $(order_status) $(charged)"
}
for i in {1..10}; do
	outcome=$(race_once)
	case $outcome in
	"400 complete 1000-0" | "201 cancelled 1000-1000") ok "round $i: one of them has it ($outcome)" ;;
	*) is "round $i: one of them has it" "$outcome" "400 complete 1000-0, or 201 cancelled 1000-1000" ;;
	esac
done
in_order "late money and a rival"
is "the provider keeps what the complete orders cost" "$(ledger .kept)" "$(sql <<<"SELECT SUM(total) FROM orders WHERE status = 'complete'")"
check_logs 'refund .*will be tried again'
