#!/bin/bash
# The seller gives tickets back: all or some, his own only, never more than there are; they are on sale again, and the money returns.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

start_stripe_shop
webhooks lost=1
sign_up seller@example.com && seller=$token
sign_up second@example.com && second_seller=$token
sign_up buyer@example.com && buyer=$token
sign_up other@example.com && other=$token

refund() { # [JSON [CURL-OPTION…]]: by $seller, of $order
	local json=${1-{\}}
	shift $(($# > 0))
	as=$seller call POST "/api/orders/$order/refund" "$json" "$@"
}
some() { refund "{\"items\":[{\"productId\":\"$product\",\"quantity\":$1}]}"; }
paid_order() { # PRICE [QUANTITY [ORDERED]]
	order_for "$@"
	pay tok_visa
	[[ $status == 201 ]] || die "cannot pay: $status $body"
}
available() {
	as='' call GET "/api/products/${1:-$product}"
	member .available
}
refunded() { sql <<<"SELECT CONCAT(COUNT(*), ' ', COALESCE(SUM(r.amount), 0), ' ', COALESCE(GROUP_CONCAT(DISTINCT r.reason), '')) FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE y.order_id = '$order'"; }
NO='Cannot refund these tickets'

echo "# all of it"
paid_order 10 5 3
refund
is "200, the order" "$status $(member .id) $(member .status)" "200 $order complete"
is "the tickets are on sale again at once" "$(available)" 5
is "the buyer sees that it is on its way" "$(payment_status) $(member .refunded)" "refunded "
settle
is "the money goes back, once" "$(charged) $(events payment:refunded)" "3000-3000 1"
is "because of the seller" "$(refunded)" "1 3000 seller"
as=$buyer call GET "/api/payments/$payment"
is "the buyer reads how much" "$(jq -c '[.amount, .refunded, .status]' <<<"$body")" '[30,30,"refunded"]'
refund
refused "a second time there is nothing left" 400 "$NO"
as=$buyer order_again 5
is "somebody else can have all five" "$(available)" 0

echo "# some of it"
paid_order 10.10 5 3
some 1
is "one of three" "$status $(available)" "200 3"
settle
is "its price goes back" "$(charged) $(payment_status)" "3030-1010 succeeded"
some 3
refused "more than are left" 400 "$NO"
is "changes nothing" "$(available) $(refunded)" "3 1 1010 seller"
some 2
is "the other two" "$status $(available)" "200 5"
settle
is "all has gone back, by two refunds" "$(charged) $(payment_status) $(events payment:refunded)" "3030-3030 refunded 2"
some 1
refused "no more" 400 "$NO"
paid_order 10 5 2
refund "{\"productId\":\"$product\",\"quantity\":1}"
is "the short form" "$status $(available)" "200 4"
settle
is "its price goes back" "$(charged)" "2000-1000"
refund '{}' -H 'Idempotency-Key: once'
first=$status$body
refund '{}' -H 'Idempotency-Key: once'
is "the same key gets the same answer" "$status$body" "$first"
is "and one effect" "$(refunded)" "2 2000 seller"

echo "# what is refused"
paid_order 10 5 2
is_untouched() { is "$1: nothing has changed" "$(available) $(refunded)" "3 0 0 "; }
for quantity in 0 -1 1.5 '"x"' null 3 100000 100001 99999999999999999999; do
	some "$quantity"
	is "quantity $quantity" "$status" 400
done
for json in '{"items":[]}' '{"items":{}}' '{"items":7}' '{"items":[7]}' '{"items":[{}]}' '{"items":[{"quantity":1}]}' '[]' 'x' \
	"{\"items\":[{\"productId\":\"0123456789abcdef01234567\",\"quantity\":1}]}" "{\"items\":[{\"productId\":\"nonsense\"}]}" \
	"{\"items\":[{\"productId\":\"$product\",\"quantity\":2},{\"productId\":\"$product\",\"quantity\":1}]}" \
	"{\"items\":[{\"productId\":\"$product\",\"quantity\":1},{\"productId\":\"0123456789abcdef01234567\",\"quantity\":1}]}"; do
	refund "$json"
	is "${json//$product/PRODUCT}" "$status" 400
done
is_untouched "bad input"
as=$buyer call POST "/api/orders/$order/refund" '{}'
refused "by the buyer" 401 'Not authorized'
as=$other call POST "/api/orders/$order/refund" '{}'
refused "by anybody else" 401 'Not authorized'
as='' call POST "/api/orders/$order/refund" '{}'
refused "without a session" 401 'Not authorized'
as=$seller call POST "/api/orders/$order/refund" '{}' -H 'Origin: https://evil.example'
refused "from another site" 403 'Request comes from another site'
for id in 0123456789abcdef01234567 nonsense "${order^^}" "$payment" "$product"; do
	as=$seller call POST "/api/orders/$id/refund" '{}'
	refused "no order $id" 404 'Not Found'
done
as=$seller call GET "/api/orders/$order/refund"
is "to be read" "$status" 405
is_untouched "strangers"
order_for 10
refund
refused "an order that isn't paid" 400 "$NO"
as=$buyer call DELETE "/api/orders/$order"
refund
refused "a cancelled one" 400 "$NO"
order_for 10
expire
refund
refused "an expired one" 400 "$NO"
order_for 10
pay tok_threeDSecureRequired
refund
refused "one that is being paid" 400 "$NO"
settle

echo "# free tickets"
order_for 0 5 2
refund
is "are given back without money" "$status $(available) $(refunded)" "200 5 0 0 "

echo "# two sellers in one order"
as=$seller sell Mine 10 2 && mine=$product
as=$second_seller sell Theirs 7 2 && theirs=$product
as=$buyer call POST /api/orders "{\"items\":[{\"productId\":\"$mine\",\"quantity\":2},{\"productId\":\"$theirs\",\"quantity\":1}]}"
order=$(member .id)
pay tok_visa
refund "{\"items\":[{\"productId\":\"$theirs\",\"quantity\":1}]}"
refused "the other's tickets are not his to give back" 400 "$NO"
refund "{\"items\":[{\"productId\":\"$mine\",\"quantity\":1},{\"productId\":\"$theirs\",\"quantity\":1}]}"
refused "nor together with his own" 400 "$NO"
is "nothing has changed" "$(available "$mine") $(available "$theirs") $(refunded)" "0 1 0 0 "
refund
is "all of it are all of his" "$status $(available "$mine") $(available "$theirs")" "200 2 1"
settle
is "their price goes back" "$(charged)" "2700-2000"
as=$second_seller call POST "/api/orders/$order/refund" '{}'
is "the other gives the rest back" "$status $(available "$theirs")" "200 2"
settle
is "then all has gone back" "$(charged) $(payment_status)" "2700-2700 refunded"
in_order refunds

echo "# a single ticket"
paid_order 10
refund
as=$other call POST /api/orders "{\"productId\":\"$product\"}"
is "is sold again, to another" "$status" 201
order=$(member .id) buyer=$other
pay tok_visa
is "who pays for it" "$status" 201
as='' call GET "/api/products/$product"
is "it is his" "$(member .orderId)" "$order"
is "and his order alone has it" "$(sql <<<"SELECT COUNT(*) FROM orders o JOIN order_items i ON i.order_id = o.id WHERE i.product_id = '$product' AND o.status = 'complete' AND i.refunded < i.quantity")" 1
sign_up again@example.com && buyer=$token

echo "# at once"
paid_order 10 10 5
for i in {1..12}; do
	printf 'POST\t/api/orders/%s/refund\t%s\t\t{"items":[{"productId":"%s","quantity":1}]}\n' "$order" "$seller" "$product"
done | load 12 together | statuses >"$work/statuses"
is "twelve refunds of one, of five tickets: five" "$(<"$work/statuses")" "200:5 400:7"
settle
is "and no more goes back than came" "$(charged) $(refunded)" "5000-5000 5 5000 seller"
paid_order 10 10 5
for i in {1..6}; do
	printf 'POST\t/api/orders/%s/refund\t%s\t\t{}\n' "$order" "$seller"
done | load 6 together | statuses >"$work/statuses"
is "six refunds of all: one" "$(<"$work/statuses")" "200:1 400:5"
paid_order 10 10 5
for i in {1..6}; do
	printf 'POST\t/api/orders/%s/refund\t%s\tkey\t{}\n' "$order" "$seller"
done | load 6 together >"$work/answers"
is "six with one key: six answers, the same" "$(cut -f 1,3 "$work/answers" | sort -u | wc -l) $(statuses <"$work/answers")" "1 200:6"
for i in 1 2 3 4; do
	job settle_payments >>"$work/settle.$i" 2>&1 &
	jobs+=($!)
done
wait "${jobs[@]}"
is "four settle jobs at once pay back once" "$(charged) $(events payment:refunded)" "5000-5000 1"
in_order "refunds at once"
is "the provider keeps what was sold and not given back" "$(ledger .kept)" \
	"$(sql <<<"SELECT SUM(i.price * (i.quantity - i.refunded)) FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.status = 'complete'")"

echo "# refunds that the provider refuses"
paid_order 10
misbehave 500-before refund
refund
job settle_payments >>"$work/settle" 2>&1
behave
refused_once=$(sql <<<"SELECT CONCAT(r.attempt, ' ', r.refusals, ' ', r.done) FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE y.order_id = '$order'")
is "an error of Stripe's is its answer under that key for a day" "$refused_once" "2 1 0"
settle
is "so it is asked under another, and pays back once" "$(charged) $(events payment:refunded)" "1000-1000 1"
paid_order 10
misbehave 500-after refund
refund
job settle_payments >>"$work/settle" 2>&1
behave
settle
is "one that has paid back all the same isn't asked to do it twice" "$(charged) $(events payment:refunded)" "1000-1000 1"

paid_order 10
sql <<<"UPDATE payments SET provider_id = 'pi_gone' WHERE order_id = '$order'"
refund
sql <<<"UPDATE refunds SET due_at = NOW(6) - INTERVAL 1 DAY WHERE NOT done"
job settle_payments 2>"$work/refusals" >>"$work/settle"
job settle_payments 2>>"$work/refusals" >>"$work/settle"
is "one that is refused for good is asked again later and later" "$(grep -c 'not accepted' "$work/refusals")" 1
sql <<<"INSERT INTO refunds (id, payment_id, amount, reason, due_at) SELECT CONCAT('ffffffffffffffffffff', LPAD(seq, 4, '0')), y.id, 1, 'seller',
	NOW(6) + INTERVAL 1 HOUR FROM seq_1_to_150 JOIN payments y ON y.order_id = '$order'"
paid_order 10
misbehave 503-before refund
refund
job settle_payments >>"$work/settle" 2>&1
behave
sql <<<"UPDATE refunds SET due_at = NOW(6) WHERE id NOT LIKE 'ffff%' AND NOT done"
job settle_payments >>"$work/settle" 2>&1
is "and holds up no other, be there a hundred of it" "$(charged)" "1000-1000"
sql <<<"DELETE FROM refunds WHERE id LIKE 'ffff%'"
check_logs 'will be tried again'
