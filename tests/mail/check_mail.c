/* Which events make which mails, once; who sends a mail, and what becomes of it; what stands in its headers. */
#include "mail/mail.h"

#include <stdio.h>
#include <unistd.h>

#include "money/settings.h"
#include "mail/settings.h"
#include "db/db.h"
#include "money/payment.h"
#include "tests/make.h"
#include "out/mime_message.h"
#include "outbox/feed.h"
#include "outbox/outbox.h"
#include "tests/test.h"

static int64_t numbered(void)
{
	while (feed_number(pool, 1000))
		continue;
	return feed_head();
}

/* What happened since then is planned from. */
static void plan_from(int64_t from)
{
	mail_plan(pool, from + 1, numbered());
}

static int64_t mails_of(const char *subject_id, const char *kind)
{
	return db_number("SELECT COUNT(*) FROM mails WHERE subject_id = ? AND kind = ?", BIND(db_text(subject_id), db_text(kind)), -1);
}

static struct order *order_at(int64_t price)
{
	const char *buyer = make_user();

	return make_order(buyer, make_product(buyer, price, 5)->id, 2);
}

/* A mail that is due: a notice to a new user. */
static struct mail *due_mail(void)
{
	char id[ID_SIZE];
	struct list due;

	mail_settings.smtp_url = "smtp://localhost";
	id_new(id);
	db_exec("UPDATE mails SET due_at = NOW(3) + INTERVAL 1 DAY WHERE state IN ('pending', 'sending')", BIND());
	mail_plan_notice("webhook_off", id, make_user(), "https://hooks.example.com/");
	due = mail_due(pool, 5);
	ck_assert_int_eq((int64_t)due.count, 1);
	return due.rows;
}

static const char *state_of(const struct mail *mail)
{
	static const char *const states[] = { "pending", "sending", "sent", "failed", "dropped" };

	return states[db_number("SELECT state + 0 FROM mails WHERE subject_id = ?", BIND(db_text(mail->subject_id)), 0) - 1];
}

TEST(a_completed_order_makes_a_confirmation_once)
{
	int64_t from = numbered();
	struct order *order = order_at(0);

	plan_from(from);
	plan_from(from);
	ck_assert_int_eq(mails_of(order->id, "confirmation"), 1);
	ck_assert_int_eq(mails_of(order->id, "receipt"), 0);
}

TEST(a_cancelled_order_makes_a_mail)
{
	int64_t from = numbered();
	struct order *order = order_at(100);

	ck_assert_ptr_eq(order_cancel(pool, order->id, order->user_id), EMPTY);
	plan_from(from);
	ck_assert_int_eq(mails_of(order->id, "cancelled"), 1);
	ck_assert_int_eq(mails_of(order->id, "confirmation"), 0);
}

static void insert_payment(const char *id, const struct order *order, const char *paid)
{
	struct batch *batch = batch_new(pool);

	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency, status, paid_order) VALUES (?, ?, 'test', 200, 'USD',"
	        " 'succeeded', ?)", BIND(db_text(id), db_text(order->id), db_text(paid)));
	outbox_payment_created(batch, id);
	write_batch(batch);
}

TEST(a_receipt_is_for_the_payment_that_paid)
{
	int64_t from = numbered();
	struct order *paid = order_at(100), *late = order_at(100);

	insert_payment("0123456789abcdef01234567", paid, paid->id);
	insert_payment("0123456789abcdef01234568", late, NULL);
	plan_from(from);
	ck_assert_int_eq(mails_of(paid->id, "receipt"), 1);
	ck_assert_int_eq(mails_of(late->id, "receipt"), 0);
}

TEST(each_refund_makes_a_mail_with_its_reason)
{
	static const char INSERT[] = "INSERT INTO refunds (id, payment_id, amount, reason, done) VALUES (?, ?, ?, ?, TRUE)";
	int64_t from = numbered();
	struct order *order = order_at(100);
	struct mail mail = { .kind = "refund", .subject_id = "0123456789abcdef0123456a" };
	struct batch *batch = batch_new(pool);
	struct view content;

	memcpy(mail.order_id, order->id, ID_SIZE);
	insert_payment("0123456789abcdef01234567", order, NULL);
	db_exec(INSERT, BIND(db_text("0123456789abcdef01234569"), db_text("0123456789abcdef01234567"), db_int(50), db_text("late")));
	db_exec(INSERT, BIND(db_text(mail.subject_id), db_text("0123456789abcdef01234567"), db_int(150), db_text("duplicate")));
	outbox_refund(batch, "0123456789abcdef01234569");
	outbox_refund(batch, mail.subject_id);
	write_batch(batch);
	plan_from(from);
	ck_assert_int_eq(mails_of("0123456789abcdef01234569", "refund"), 1);
	ck_assert_int_eq(mails_of(mail.subject_id, "refund"), 1);
	ck_assert(mail_read(pool, &mail, &content));
	ck_assert_int_eq(number_in_view(&content, "refund"), 150);
	ck_assert_int_eq(number_in_view(&content, "is_duplicate"), 1);
	ck_assert_int_eq(number_in_view(&content, "is_late") + number_in_view(&content, "is_seller"), 0);
	ck_assert_str_eq(((const struct payment *)value_in_view(&content, "payment"))->id, "0123456789abcdef01234567");
	db_exec("UPDATE payments SET currency = 'EUR' WHERE id = '0123456789abcdef01234567'", BIND());
	ck_assert(mail_read(pool, &mail, &content));
	ck_assert_str_eq(*(const char *const *)value_in_view(&content, "currency"), "EUR");
}

TEST(an_event_of_yesterday_makes_none)
{
	int64_t from = numbered();
	struct order *order = order_at(0);

	db_exec("UPDATE outbox SET created_at = NOW(6) - INTERVAL 25 HOUR WHERE aggregate_id = ?", BIND(db_text(order->id)));
	plan_from(from);
	ck_assert_int_eq(mails_of(order->id, "confirmation"), 0);
}

TEST(a_reminder_is_planned_only_where_it_is_wanted_and_in_time)
{
	int64_t from = numbered();
	struct order *wanted, *brief;

	plan_from(from);
	wanted = order_at(100);
	brief = order_at(100);
	make_due_in(brief, 299000);
	mail_plan(pool, from + 1, numbered());
	ck_assert_int_eq(mails_of(wanted->id, "reminder"), 0);
	money_settings.mail_reminder = true;
	mail_plan(pool, from + 1, numbered());
	ck_assert_int_eq(mails_of(wanted->id, "reminder"), 1);
	ck_assert_int_eq(mails_of(brief->id, "reminder"), 0);
}

TEST(a_reminder_is_true_when_it_is_sent)
{
	struct order *order = order_at(100);
	struct mail mail = { .kind = "reminder" };
	struct view content;

	memcpy(mail.order_id, order->id, ID_SIZE);
	make_due_in(order, 300000);
	ck_assert(mail_read(pool, &mail, &content));
	make_due_in(order, 100000);
	ck_assert(!mail_read(pool, &mail, &content));
}

TEST(a_cancellation_that_was_taken_back_is_dropped)
{
	struct order *order = order_at(0);
	struct mail mail = { .kind = "cancelled" };
	struct view content;

	memcpy(mail.order_id, order->id, ID_SIZE);
	ck_assert(!mail_read(pool, &mail, &content));
}

TEST(a_mail_is_claimed_once)
{
	struct mail *mail = due_mail(), other = *mail;

	ck_assert(mail_claim(mail));
	ck_assert(!mail_claim(&other));
	ck_assert_int_eq((int64_t)mail_due(pool, 5).count, 0);
	mail_sent(mail);
	ck_assert_str_eq(state_of(mail), "sent");
}

TEST(a_claim_that_ran_out_is_anybodys_and_its_outcome_counts_no_more)
{
	struct mail *mail = due_mail(), *again;

	ck_assert(mail_claim(mail));
	db_exec("UPDATE mails SET due_at = NOW(3) - INTERVAL 1 SECOND WHERE subject_id = ?", BIND(db_text(mail->subject_id)));
	again = mail_due(pool, 5).rows;
	ck_assert(mail_claim(again));
	mail_failed(mail, "550");
	ck_assert_str_eq(state_of(mail), "sending");
	mail_sent(again);
	ck_assert_str_eq(state_of(mail), "sent");
}

TEST(a_mail_that_is_put_off_waits_longer_each_time)
{
	static const int64_t minutes[] = { 1, 5, 15, 60, 180, 360, 720, 1440, 1440 };
	struct mail *mail = due_mail();

	for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
		ck_assert(mail_claim(mail));
		mail_later(mail, "451");
		ck_assert_int_eq(db_number("SELECT ROUND(TIMESTAMPDIFF(SECOND, NOW(3), due_at) / 60) FROM mails WHERE subject_id = ?",
		                           BIND(db_text(mail->subject_id)), -1), minutes[i]);
		db_exec("UPDATE mails SET due_at = NOW(3) WHERE subject_id = ?", BIND(db_text(mail->subject_id)));
		mail->attempts++;
	}
	db_exec("UPDATE mails SET created_at = NOW(6) - INTERVAL 4 DAY WHERE subject_id = ?", BIND(db_text(mail->subject_id)));
	ck_assert(mail_claim(mail));
	mail_later(mail, "451");
	ck_assert_str_eq(state_of(mail), "failed");
}

TEST(no_notice_is_planned_where_mail_is_off)
{
	mail_settings.smtp_url = "";
	mail_plan_notice("webhook_off", "0123456789abcdef01234567", make_user(), NULL);
	ck_assert_int_eq(mails_of("0123456789abcdef01234567", "webhook_off"), 0);
}

TEST(every_kind_of_mail_has_its_templates)
{
	static const char *const forms[] = { "txt", "html" };

	for (const struct mail_kind *const *table = mail_tables; *table; table++)
		for (const struct mail_kind *kind = *table; kind->name; kind++)
			for (size_t i = 0; i < 2; i++)
				ck_assert_int_eq(access(pool_print(pool, "templates/mail/%s.%s.tpl", kind->name, forms[i]), R_OK), 0);
}

TEST(a_mail_of_no_kind_tells_nothing)
{
	struct mail mail = { .kind = "unheard_of" };
	struct view content;

	ck_assert(!mail_read(pool, &mail, &content));
}

TEST(words_of_a_header_hold_no_control_character)
{
	ck_assert_str_eq(mime_message_words(pool, "One\r\nBcc: two\x7f"), "One  Bcc: two ");
	ck_assert_str_eq(mime_message_words(pool, "Tickets"), "Tickets");
	ck_assert_str_eq(mime_message_words(pool, "Müller"), "=?utf-8?B?TcO8bGxlcg==?=");
	ck_assert_str_eq(mime_message_words(pool, "=?utf-8?q?x?="), "=?utf-8?B?PT91dGYtOD9xP3g/PQ==?=");
}

TEST(long_words_are_cut_between_characters)
{
	char words[301] = "", *line, *rest;

	for (int i = 0; i < 100; i++)
		memcpy(words + i * 3, "日", 3);
	rest = (char *)(uintptr_t)mime_message_words(pool, words);
	for (int i = 0; (line = strsep(&rest, "\n")); i++)
		ck_assert_msg(strlen(line) <= 77 && (i == 0 || *line == ' '), "%s", line);
}

TEST(a_letter_has_headers_of_one_line_each)
{
	struct mime_message letter = { .name = "A \"B\"\r\nX: y", .from = "a@example.com", .to = "b@example.com\r\nBcc: c@example.com",
		.subject = "S\nT", .id = "i@h", .date = 1763994600000 };
	struct curl_slist *headers = mime_message_headers(pool, &letter);
	struct text all = text_in(pool);

	for (struct curl_slist *header = headers; header; header = header->next)
		text_print(&all, "%s|", header->data);
	ck_assert_lacks(all.bytes, "\n");
	ck_assert_contains(all.bytes, "From: \"A \\\"B\\\"  X: y\" <a@example.com>|");
	ck_assert_contains(all.bytes, "Date: Mon, 24 Nov 2025 14:30:00 +0000|");
	curl_slist_free_all(headers);
}

int main(void)
{
	return test_run("mail", IN_TRANSACTION);
}
