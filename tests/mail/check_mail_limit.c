/* How many mails go to an address, and because of an account or a network; whose turn it is; what a digest tells. */
#include "mail/mail_limit.h"

#include "base/config.h"
#include "db/db.h"
#include "mail/mail_digest.h"
#include "mail/settings.h"
#include "outbox/feed.h"
#include "outbox/outbox.h"
#include "tests/make.h"
#include "tests/test.h"

static const char MAIL[] =
	"INSERT INTO mails (subject_id, kind, user_id, account, network, is_free, due_at) VALUES (?, 'webhook_off', ?, ?, ?, ?,"
	" NOW(3) - INTERVAL ? SECOND)";

/* Nothing of what other tests have left is due, and the limits are these. */
static void begin(int64_t per_address, int64_t per_account, int64_t per_network)
{
	db_exec("UPDATE mails SET due_at = NOW(3) + INTERVAL 1 DAY WHERE state IN ('pending', 'sending')", BIND());
	config.rate_limit = true;
	mail_settings.per_address = per_address;
	mail_settings.per_account = per_account;
	mail_settings.per_network = per_network;
}

static void plan(const char *to, const char *account, const char *network, bool is_free, int64_t seconds_ago)
{
	char id[ID_SIZE];

	id_new(id);
	db_exec(MAIL, BIND(db_text(id), db_text(to), db_text(account), db_text(network), db_int(is_free), db_int(seconds_ago)));
}

/* Sends all that is due, as far as it is admitted. How many were sent. */
static int64_t send_all(void)
{
	struct list due;
	int64_t sent = 0;

	while ((due = mail_due(pool, 20)).count)
		for (size_t i = 0; i < due.count; i++) {
			struct mail *mail = (struct mail *)due.rows + i;

			ck_assert(mail_claim(mail));
			if (!mail_limit_admit(pool, mail))
				continue;
			mail_sent(mail);
			sent++;
		}
	return sent;
}

static int64_t mails_in(const char *state, const char *user_id)
{
	return db_number("SELECT COUNT(*) FROM mails WHERE state = ? AND user_id = ?", BIND(db_text(state), db_text(user_id)), -1);
}

/* In how many minutes the first mail to this user that waits is due. */
static int64_t minutes_to_wait(const char *user_id)
{
	return db_number("SELECT ROUND(TIMESTAMPDIFF(SECOND, NOW(3), MIN(due_at)) / 60) FROM mails WHERE state = 'pending' AND user_id = ?",
	                 BIND(db_text(user_id)), -1);
}

TEST(an_address_gets_so_many_and_then_one_that_tells_of_the_rest)
{
	const char *victim = make_user(), *other = make_user();

	begin(3, 100, 100);
	for (int i = 0; i < 20; i++)
		plan(victim, victim, NULL, true, 1);
	plan(other, other, NULL, true, 1);
	ck_assert_int_eq(send_all(), 4);
	ck_assert_int_eq(mails_in("sent", victim), 3);
	ck_assert_int_eq(mails_in("gathered", victim), 17);
	ck_assert_int_eq(mails_in("pending", victim), 1);
	ck_assert_int_eq(minutes_to_wait(victim), 60);
	ck_assert_int_eq(mails_in("sent", other), 1);
}

TEST(the_digest_goes_and_an_hour_later_there_is_room_again)
{
	const char *victim = make_user();

	begin(2, 100, 100);
	for (int i = 0; i < 4; i++)
		plan(victim, victim, NULL, true, 1);
	send_all();
	db_exec("UPDATE mails SET due_at = NOW(3) WHERE kind = 'digest' AND user_id = ?", BIND(db_text(victim)));
	ck_assert_int_eq(send_all(), 1);
	plan(victim, victim, NULL, true, 1);
	ck_assert_int_eq(send_all(), 0);
	db_exec("UPDATE mails SET sent_at = sent_at - INTERVAL 61 MINUTE WHERE user_id = ? AND sent_at IS NOT NULL", BIND(db_text(victim)));
	plan(victim, victim, NULL, true, 1);
	ck_assert_int_eq(send_all(), 1);
}

TEST(mails_that_are_being_sent_count)
{
	const char *victim = make_user();
	struct list due;
	int64_t admitted = 0;

	begin(2, 100, 100);
	for (int i = 0; i < 6; i++)
		plan(victim, victim, NULL, true, 1);
	due = mail_due(pool, 6);
	for (size_t i = 0; i < 6; i++)
		ck_assert(mail_claim((struct mail *)due.rows + i));
	for (size_t i = 0; i < 6; i++)
		admitted += mail_limit_admit(pool, (struct mail *)due.rows + i);
	ck_assert_int_eq(admitted, 2);
}

TEST(a_confirmed_address_gets_more)
{
	struct mail *mail;
	const char *user = make_user();

	begin(1, 100, 100);
	for (int i = 0; i < MAIL_LIMIT_CONFIRMED + 1; i++)
		plan(user, user, NULL, true, 1);
	for (int i = 0; i < MAIL_LIMIT_CONFIRMED; i++) {
		mail = mail_due(pool, 1).rows;
		mail->is_confirmed = true;
		ck_assert(mail_claim(mail) && mail_limit_admit(pool, mail));
		mail_sent(mail);
	}
	mail = mail_due(pool, 1).rows;
	mail->is_confirmed = true;
	ck_assert(mail_claim(mail) && !mail_limit_admit(pool, mail));
}

TEST(what_one_account_causes_for_nothing_waits_whoever_it_goes_to)
{
	const char *sender = make_user(), *last = NULL, *payer = make_user();

	begin(10, 3, 100);
	for (int i = 0; i < 5; i++)
		plan(last = make_user(), sender, NULL, true, 10 - i);
	plan(payer, sender, NULL, false, 1);
	ck_assert_int_eq(send_all(), 4);
	ck_assert_int_eq(mails_in("sent", payer), 1);
	ck_assert_int_eq(mails_in("pending", last), 1);
	ck_assert_int_eq(minutes_to_wait(last), 60);
}

TEST(what_one_network_causes_waits_whoever_does_it)
{
	/* Names that no other test has: what was sent stays, whatever becomes of this one. */
	const char *last = NULL, *elsewhere = make_user(), *network = make_user();

	begin(10, 100, 2);
	for (int i = 0; i < 5; i++)
		plan(last = make_user(), make_user(), network, true, 10 - i);
	plan(elsewhere, elsewhere, elsewhere, true, 1);
	ck_assert_int_eq(send_all(), 3);
	ck_assert_int_eq(mails_in("sent", elsewhere), 1);
	ck_assert_int_eq(minutes_to_wait(last), 60);
}

TEST(without_rate_limits_all_of_them_go)
{
	const char *user = make_user();

	begin(1, 1, 1);
	config.rate_limit = false;
	for (int i = 0; i < 5; i++)
		plan(user, user, "one network", true, 1);
	ck_assert_int_eq(send_all(), 5);
}

/* "a:1 b:1 a:2": whose mails are due, in order, each with the seconds that it has waited. */
static const char *turns(const char *a, int64_t max)
{
	struct list due = mail_due(pool, max);
	struct text text = text_in(pool);

	for (size_t i = 0; i < due.count; i++)
		text_put(&text, strcmp(((const struct mail *)due.rows)[i].account, a) ? "b" : "a");
	return text.bytes;
}

TEST(a_thousand_mails_of_one_account_delay_anothers_by_one)
{
	const char *a = make_user(), *b = make_user();

	begin(10, 100, 100);
	for (int i = 0; i < 1000; i++)
		plan(a, a, NULL, true, 100);
	plan(b, b, NULL, true, 2);
	plan(b, b, NULL, true, 1);
	ck_assert_str_eq(turns(a, 2), "ab");
	ck_assert_str_eq(turns(a, 8), "ababaaaa");
}

TEST(a_digest_names_the_first_of_what_it_tells_of_and_counts_the_others)
{
	const char *user = make_user();
	struct order *order = make_order(user, make_product(make_user(), 0, 5)->id, 1);
	struct mail *mail;
	struct view content;
	const struct list *lines;

	begin(1, 100, 100);
	for (int i = 0; i < MAIL_DIGEST_LINES + 9; i++)
		plan(user, user, NULL, true, 1);
	send_all();
	db_exec("INSERT INTO mails (subject_id, kind, user_id, account, order_id, created_at) VALUES (?, 'confirmation', ?, ?, ?,"
	        " NOW(6) - INTERVAL 1 MINUTE)", BIND(db_text(order->id), db_text(user), db_text(user), db_text(order->id)));
	send_all();
	db_exec("UPDATE mails SET due_at = NOW(3) WHERE kind = 'digest' AND user_id = ?", BIND(db_text(user)));
	mail = mail_due(pool, 1).rows;
	ck_assert_str_eq(mail->kind, "digest");
	ck_assert(mail_read(pool, mail, &content));
	ck_assert_int_eq(number_in_view(&content, "count"), MAIL_DIGEST_LINES + 9);
	ck_assert_int_eq(number_in_view(&content, "more"), 9);
	lines = value_in_view(&content, "lines");
	ck_assert_uint_eq(lines->count, MAIL_DIGEST_LINES);
}

/* ---- who causes a mail */

static int64_t numbered(void)
{
	while (feed_number(pool, 1000))
		continue;
	return feed_head();
}

static struct order *order_at(int64_t price)
{
	return make_order(make_user(), make_product(make_user(), price, 5)->id, 2);
}

static void insert_payment(const char *id, const struct order *order)
{
	struct batch *batch = batch_new(pool);

	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency, status, paid_order) VALUES (?, ?, 'test', 200, 'USD',"
	        " 'succeeded', ?)", BIND(db_text(id), db_text(order->id), db_text(order->id)));
	outbox_payment_created(batch, id);
	write_batch(batch);
}

#define NETWORK "a network"

static void is_caused(const char *subject_id, const char *kind, const char *account, bool is_free)
{
	static const char COUNT[] =
		"SELECT COUNT(*) FROM mails WHERE subject_id = ? AND kind = ? AND account = ? AND is_free = ? AND network <=> ?";

	ck_assert_msg(db_number(COUNT, BIND(db_text(subject_id), db_text(kind), db_text(account), db_int(is_free),
	                                    db_text(is_free ? NETWORK : NULL)), -1) == 1, "%s", kind);
}

static void insert_refund(const char *id, const char *payment_id, const char *account)
{
	struct batch *batch = batch_new(pool);

	db_exec("INSERT INTO refunds (id, payment_id, amount, reason, done, account) VALUES (?, ?, 50, 'seller', TRUE, ?)",
	        BIND(db_text(id), db_text(payment_id), db_text(account)));
	outbox_refund(batch, id);
	write_batch(batch);
}

/* Of these mails an account and a network may cause so many in an hour. */
TEST(a_mail_is_caused_by_somebody_and_by_a_network_where_nothing_was_paid)
{
	int64_t from = numbered();
	struct order *given = order_at(0), *cancelled = order_at(100), *paid = order_at(100);
	const char *seller = make_user();

	db_exec("UPDATE orders SET network = '" NETWORK "' WHERE id IN (?, ?, ?)",
	        BIND(db_text(given->id), db_text(cancelled->id), db_text(paid->id)));
	ck_assert_ptr_eq(order_cancel(pool, cancelled->id, cancelled->user_id), EMPTY);
	insert_payment("0123456789abcdef01234567", paid);
	insert_refund("0123456789abcdef01234569", "0123456789abcdef01234567", seller);
	mail_plan(pool, from + 1, numbered());
	is_caused(given->id, "confirmation", given->user_id, true);
	is_caused(cancelled->id, "cancelled", cancelled->user_id, true);
	is_caused(paid->id, "receipt", paid->user_id, false);
	is_caused("0123456789abcdef01234569", "refund", seller, false);
}

int main(void)
{
	return test_run("mail_limit", IN_TRANSACTION);
}
