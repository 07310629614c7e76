#!/bin/bash
# Mail: what happens in the shop makes the mails that it should, each once, as a mail program wants them; servers that are away,
# refuse, put off, hang or ask for more.
# shellcheck disable=SC2154
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh
. tests/mail_lib.sh

name='Müller & "Söhne" <b>'
base=https://tickets.example.com
start_sink
start_shop apache BOXOFFICE_SMTP_URL="smtp://127.0.0.1:$sink_port" BOXOFFICE_MAIL_FROM="$from" BOXOFFICE_BASE_URL="$base" \
	BOXOFFICE_SITE_NAME="$name" BOXOFFICE_SMTP_TLS=offered BOXOFFICE_SMTP_CA="$work/none" BOXOFFICE_MAIL_REMINDER=0
relay
sign_up seller@example.com && seller=$token
sign_up "o'neil+tickets@example.com" && buyer=$token
nasty='Tom & Jerry <script>alert(1)</script> “日本語” =?utf-8?q?x?= {base} \"; --'

echo "# journeys"
as=$seller sell "$nasty" 12.50 9
as=$buyer call POST /api/orders "{\"productId\":\"$product\",\"quantity\":3}"
order=$(member .id)
relay
is "an order that is held makes no mail" "$(taken)" ''
pay tok_visa
relay
is "one that is paid makes a confirmation and a receipt" "$(taken)" 'confirmation receipt'
relay
is "and no more of them" "$(taken)" 'confirmation receipt'
forget
for _ in 1 2; do as=$seller call POST "/api/orders/$order/refund" "{\"items\":[{\"productId\":\"$product\",\"quantity\":1}]}"; done
relay
is "a refund makes none before it is paid" "$(taken)" ''
job settle_payments >/dev/null
relay
is "the seller's two refunds make two" "$(taken)" 'refund refund'
forget
order_for 0
# No title can hold a line break; if one did, it still were no header.
sql <<<"UPDATE order_items SET title = 'One\r\nBcc: thief@example.com\r\n\r\nTwo' WHERE order_id = '$order'"
relay
is "free tickets make a confirmation" "$(taken)" confirmation
forget
order_for 20
as=$buyer call DELETE "/api/orders/$order"
order_for 20
expire
job expire_orders >/dev/null
relay
is "a cancellation and a hold that ran out make one each" "$(taken)" 'cancelled cancelled'
forget
order_for 20
pay tok_chargeDeclined
relay
is "a card that was declined makes none" "$(taken)" ''
expire
job expire_orders >/dev/null
sql <<<"UPDATE outbox SET created_at = NOW(6) - INTERVAL 25 HOUR WHERE position IS NULL"
relay
is "events older than a day make none" "$(taken)" ''
is "all were sent" "$(states)" sent:7

echo "# a reminder"
set_setting BOXOFFICE_MAIL_REMINDER 1
order_for 20
relay
is "is planned for five minutes before the end" "$(sql <<<"SELECT COUNT(*) FROM mails m JOIN orders o ON o.id = m.order_id WHERE kind = 'reminder' AND due_at = expires_at - INTERVAL 5 MINUTE")" 1
hold_for() { sql <<<"UPDATE orders o JOIN claims i ON i.order_id = o.id SET o.expires_at = NOW(3) + INTERVAL $1 SECOND, i.held_until = o.expires_at WHERE o.id = '$order'"; }
hold_for 290
due_now
relay
is "is sent" "$(taken)" reminder
forget
order_for 20
relay
hold_for 100
due_now
relay
is "isn't where it would come too late" "$(taken) $(states "WHERE order_id = '$order'")" ' dropped:1'
order_for 20
relay
as=$buyer call DELETE "/api/orders/$order"
due_now
relay
is "isn't where nothing is held any more" "$(taken)" cancelled
forget
set_setting BOXOFFICE_MAIL_REMINDER 0

echo "# more than an address is sent"
set_setting BOXOFFICE_RATE_LIMIT 1
relay
forget
as=$seller sell "$nasty" 0 1000
for _ in {1..30}; do as=$buyer call POST /api/orders "{\"productId\":\"$product\"}"; done
sign_up other@example.com
as=$token call POST /api/orders "{\"productId\":\"$product\"}"
sql <<<"UPDATE mails SET sent_at = sent_at - INTERVAL 2 HOUR WHERE sent_at IS NOT NULL"
relay
is "of thirty orders ten are told by themselves, and other's one too" "$(taken) $(jq -r '.to[0]' "$journal" | sort | uniq -c | tr -s ' \n' ' ')" \
	"$(printf 'confirmation %.0s' {1..11}) 10 o'neil+tickets@example.com 1 other@example.com "
relay
is "and no more within the hour" "$(taken | wc -w)" 11
forget
sql <<<"UPDATE mails SET due_at = NOW(3) WHERE kind = 'digest'"
relay
is "then one mail tells of the twenty others" "$(taken) $(states "WHERE kind = 'digest' OR state = 'gathered'")" "digest sent:1 gathered:20"
set_setting BOXOFFICE_RATE_LIMIT 0
forget

echo "# what every mail is like"
sql <<<"INSERT INTO mails (subject_id, kind, user_id, detail) SELECT REPEAT('a', 24), 'webhook_off', id, 'https://hooks.example.org/a?b=<i>&c' FROM users LIMIT 1"
relay
is "a notice is sent" "$(taken)" webhook_off
rm -f "$mails"/10.eml.txt
holds "a notice names what it is about" grep -rq 'hooks.example.org' "$mails"
grep -lq 'webhook_off' "$mails"/*.eml && grep -l '^Message-ID: <webhook_off' "$mails"/*.eml | xargs rm -f
tests/mail_look "$mails" "$base" "$from" "$name" || failures=$((failures + 1))
