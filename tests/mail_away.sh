#!/bin/bash
# Mail servers that refuse, put off, hang, break off or are away; TLS and passwords; sendmail; relays that are killed.
# shellcheck disable=SC2154
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh
. tests/mail_lib.sh

start_sink
start_shop apache BOXOFFICE_SMTP_URL="smtp://127.0.0.1:$sink_port" BOXOFFICE_MAIL_FROM="$from" \
	BOXOFFICE_SMTP_TLS=offered BOXOFFICE_SMTP_CA=/none
relay
# notice ADDRESS…: a mail for each of them
notice() {
	local address
	for address; do
		sql <<<"INSERT IGNORE INTO users (id, email, password) VALUES (LEFT(MD5('$address'), 24), '$address', '');
			INSERT INTO mails (subject_id, kind, user_id, detail) VALUES (LEFT(MD5(UUID()), 24), 'webhook_off', LEFT(MD5('$address'), 24), '$address')"
	done
}
# state_of ADDRESS: its last mail's
state_of() { sql <<<"SELECT CONCAT_WS(' ', state, attempts, answer) FROM mails WHERE detail = '$1' ORDER BY created_at DESC LIMIT 1"; }
count() { wc -l <"$journal"; }

echo "# recipients"
notice refused.a@example.com grey.b@example.com spam.c@example.com full.d@example.com close.e@example.com fine.f@example.com -oQ/tmp@example.com
relay
is "a recipient that is refused has failed for good" "$(state_of refused.a@example.com)" "failed 0 550"
is "so has a message that is refused" "$(state_of spam.c@example.com)" "failed 0 554"
is "greylisting is put off" "$(state_of grey.b@example.com)" "pending 1 451"
is "so is a full mailbox" "$(state_of full.d@example.com)" "pending 1 452"
has "so is a server that breaks off after the message" "$(state_of close.e@example.com)" "pending 1 "
is "none of them holds up the others" "$(state_of fine.f@example.com) $(state_of -oQ/tmp@example.com) $(count)" "sent 0 sent 0 2"
wait_of() { sql <<<"SELECT ROUND(TIMESTAMPDIFF(SECOND, NOW(), due_at) / 60) FROM mails WHERE detail = '$1'"; }
is "the first time for a minute" "$(wait_of grey.b@example.com)" 1
due_now
relay
is "the second time it is taken" "$(state_of grey.b@example.com)" "sent 1"
is "the third try is five minutes later" "$(state_of full.d@example.com) $(wait_of full.d@example.com)" "pending 2 452 5"
sql <<<"UPDATE mails SET created_at = NOW(6) - INTERVAL 73 HOUR WHERE detail = 'full.d@example.com'"
due_now
relay
has "after three days it is given up" "$(state_of full.d@example.com)" failed
sql <<<"DELETE FROM mails WHERE state <> 'sent'"
notice hang.g@example.com fine.h@example.com
began=$(milliseconds)
relay
holds "a server that hangs is left after half a minute" test $(($(milliseconds) - began)) -lt 45000
is "and holds up nobody else" "$(state_of hang.g@example.com | cut -c -10) $(state_of fine.h@example.com)" "pending 1  sent 0"
sql <<<"DELETE FROM mails WHERE state <> 'sent'"

echo "# away"
stop_sink
notice fine.i@example.com
relay
is "a server that is away costs a mail no attempt" "$(state_of fine.i@example.com)" "pending 0"
forget
start_sink
due_now
relay
is "when it is back the mail is sent" "$(state_of fine.i@example.com) $(count)" "sent 0 1"

echo "# two relays, and relays that are killed"
forget
for ((i = 0; i < 30; i++)); do echo "INSERT INTO mails (subject_id, kind, user_id, detail) VALUES ('$(printf 'b%023d' "$i")', 'webhook_off', LEFT(MD5('fine.f@example.com'), 24), 'x');"; done | sql
relay & first=$!
relay & second=$!
wait "$first" "$second"
is "two at once send each mail once" "$(count) $(jq -r .id "$journal" | sort -u | wc -l)" "30 30"
forget
sql <<<"UPDATE mails SET state = 'pending', sent_at = NULL, due_at = NOW(3) WHERE subject_id LIKE 'b0000000%'"
kills=0
while [[ $(states "WHERE subject_id LIKE 'b0000000%'") != sent:30 ]] && ((kills < 40)); do
	BOXOFFICE_CONF=$(conf) setsid "$BUILD/jobs/relay" --follow >/dev/null 2>>"$work/relay.log" &
	pid=$!
	sleep "0.$((SRANDOM % 40 + 10))"
	kill -KILL -- "-$pid"
	wait "$pid" 2>/dev/null
	kills=$((kills + 1))
	due_now
done
repeats=$(($(count) - 30))
echo "# $kills kills, $repeats repeats"
is "none is missing" "$(jq -r .id "$journal" | sort -u | wc -l)" 30
holds "there is a repeat for each kill at the most" test "$repeats" -le "$kills"

echo "# TLS, and who asks"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/key" -out "$work/ca" -subj /CN=localhost \
	-addext 'subjectAltName=DNS:localhost' >/dev/null 2>&1
stop_sink
forget
start_sink --tls "$work/ca" "$work/key" --sign-in 'shop@example.com' 's3:cr/t %'
login='shop%40example.com:s3%3Acr%2Ft%20%25'
try() { # SENTENCE URL TLS CA STATE
	set_setting BOXOFFICE_SMTP_URL "smtp://$2localhost:$sink_port"
	set_setting BOXOFFICE_SMTP_TLS "$3"
	set_setting BOXOFFICE_SMTP_CA "$4"
	sql <<<"DELETE FROM mails WHERE state <> 'sent'"
	notice fine.k@example.com
	relay
	is "$1" "$(state_of fine.k@example.com)" "$5"
}
try "a certificate that nobody known has signed is no good" "$login@" always "" "pending 0"
try "one of an authority that is named is, and the password is understood" "$login@" always "$work/ca" "sent 0"
try "a wrong password sends nothing" "shop%40example.com:wrong@" always "$work/ca" "pending 0"
try "none doesn't either" "" always "$work/ca" "pending 1 530"
is "the password is in no log" "$(grep -rc 's3:cr\|s3%3A' "$work/relay.log" "$VAR/log" | grep -v ':0$')" ''
stop_sink
start_sink
try "without STARTTLS nothing is sent where it is asked for" "" always "$work/ca" "pending 0"

echo "# sendmail"
cat >"$work/sendmail" <<END
#!/bin/sh
printf '%s\n' "\$@" >"$work/words"
cat >"$work/input"
exit \$(cat "$work/exit")
END
chmod +x "$work/sendmail"
echo 0 >"$work/exit"
set_setting BOXOFFICE_SMTP_URL "sendmail:$work/sendmail"
sql <<<"DELETE FROM mails WHERE state <> 'sent'"
notice -Cx@example.com
relay
is "it is called with fixed words, the recipient behind --" "$(tr '\n' ' ' <"$work/words")" "-i -f $from -- -Cx@example.com "
is "its input is the message" "$(/usr/bin/python3 -c "
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(mail['To'], mail['Subject'], [part.get_content_type() for part in mail.iter_parts()])" "$work/input")" \
	"-Cx@example.com Your webhook is switched off ['text/plain', 'text/html']"
is "and is sent" "$(state_of -Cx@example.com) $(grep -c $'\r' "$work/input")" "sent 0 0"
echo 75 >"$work/exit"
notice late.l@example.com
relay
is "its exit status puts off" "$(state_of late.l@example.com)" "pending 1 451"
echo 67 >"$work/exit"
notice nobody@example.com
relay
is "or refuses" "$(state_of nobody@example.com)" "failed 0 550"
set_setting BOXOFFICE_SMTP_URL "sendmail:/nowhere/sendmail"
notice other@example.com
relay
is "a program that isn't there costs no attempt" "$(state_of other@example.com)" "pending 0"
check_logs
