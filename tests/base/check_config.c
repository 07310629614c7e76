#include "base/config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "accounts/settings.h"
#include "db/settings.h"
#include "http/settings.h"
#include "money/settings.h"
#include "outbox/settings.h"
#include "sales/settings.h"
#include "stripe/settings.h"
#include "tests/test.h"

/* The only setting that must be in the file. */
#define KEYS "BOXOFFICE_SESSION_KEYS=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char problem[256];

static bool parse(const char *text)
{
	problem[0] = '\0';
	return config_parse("file", pool_print(pool, "%s\n" KEYS, text), problem);
}

TEST(what_the_file_leaves_out_has_its_standard_value)
{
	ck_assert(parse(""));
	ck_assert_int_eq(sales_settings.hold_seconds, 900);
	ck_assert_int_eq(accounts_settings.scrypt_ln, 15);
	ck_assert_int_eq(accounts_settings.password_min, 4);
	ck_assert_int_eq(accounts_settings.password_max, 20);
	ck_assert_int_eq(http_settings.session_seconds, 604800);
	ck_assert(config.rate_limit);
	ck_assert(!outbox_settings.webhook_allow_private);
	ck_assert_str_eq(config.currency, "USD");
	ck_assert_str_eq(money_settings.payment_provider, "");
	ck_assert_str_eq(outbox_settings.nats_url, "");
}

TEST(comments_blanks_and_quotes_are_read)
{
	ck_assert(parse("# a comment\n\n  BOXOFFICE_HOLD_SECONDS = 3 \nBOXOFFICE_SITE_NAME=\"  Ours \"\n#BOXOFFICE_CURRENCY=EUR\n"));
	ck_assert_int_eq(sales_settings.hold_seconds, 3);
	ck_assert_str_eq(config.site_name, "  Ours ");
	ck_assert_str_eq(config.currency, "USD");
}

TEST(a_value_runs_to_the_end_of_its_line)
{
	ck_assert(parse("BOXOFFICE_DB_PASSWORD=a=b#c \"d\""));
	ck_assert_str_eq(db_settings.password, "a=b#c \"d\"");
}

TEST(lines_may_end_like_those_of_windows)
{
	ck_assert(parse("BOXOFFICE_HOLD_SECONDS=7\r\nBOXOFFICE_CURRENCY=EUR\r\n"));
	ck_assert_int_eq(sales_settings.hold_seconds, 7);
	ck_assert_str_eq(config.currency, "EUR");
}

TEST(the_later_line_holds)
{
	ck_assert(parse("BOXOFFICE_HOLD_SECONDS=7\nBOXOFFICE_HOLD_SECONDS=8\n"));
	ck_assert_int_eq(sales_settings.hold_seconds, 8);
}

TEST(an_unknown_name_is_told_with_its_line)
{
	ck_assert(!parse("# one\nBOXOFFICE_HOLD=5\n"));
	ck_assert_contains(problem, "file:2");
	ck_assert_contains(problem, "BOXOFFICE_HOLD");
}

TEST(a_line_without_equals_is_told_without_its_text)
{
	ck_assert(!parse("sesame-open-secret"));
	ck_assert_contains(problem, "file:1");
	ck_assert_lacks(problem, "sesame");
}

TEST(a_value_out_of_range_is_told_without_the_value)
{
	static const char *const wrong[] = { "BOXOFFICE_HOLD_SECONDS=0", "BOXOFFICE_HOLD_SECONDS=-1", "BOXOFFICE_HOLD_SECONDS=10x",
		"BOXOFFICE_HOLD_SECONDS=", "BOXOFFICE_HOLD_SECONDS=99999999999999999999", "BOXOFFICE_SCRYPT_LN=9",
		"BOXOFFICE_SCRYPT_LN=40", "BOXOFFICE_RATE_LIMIT=2", "BOXOFFICE_RATE_LIMIT=yes", "BOXOFFICE_DB_PORT=65536",
		"BOXOFFICE_PASSWORD_MIN=0", "BOXOFFICE_PASSWORD_MAX=129" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_msg(!parse(wrong[i]), "%s was taken", wrong[i]);
		ck_assert_lacks(problem, strchr(wrong[i], '='));
	}
}

TEST(the_limits_of_passwords_must_agree)
{
	ck_assert(!parse("BOXOFFICE_PASSWORD_MIN=30\n"));
	ck_assert_contains(problem, "BOXOFFICE_PASSWORD_MIN");
}

TEST(mail_needs_a_sender_and_an_address_to_link_to)
{
	static const char REST[] = "BOXOFFICE_MAIL_FROM=a@example.com\nBOXOFFICE_BASE_URL=https://example.com/\n";

	ck_assert(parse(pool_print(pool, "%sBOXOFFICE_SMTP_URL=smtp://u:p@localhost\n", REST)));
	ck_assert(parse(pool_print(pool, "%sBOXOFFICE_SMTP_URL=sendmail:/usr/sbin/sendmail\n", REST)));
	ck_assert(!parse("BOXOFFICE_SMTP_URL=smtp://u:secret@localhost\n"));
	ck_assert_contains(problem, "BOXOFFICE_MAIL_FROM");
	ck_assert_lacks(problem, "secret");
	ck_assert(!parse(pool_print(pool, "%sBOXOFFICE_SMTP_URL=localhost:25\n", REST)));
	ck_assert(!parse("BOXOFFICE_SMTP_TLS=maybe\n"));
}

TEST(stripe_needs_its_secrets_and_an_address_to_come_back_to)
{
	static const char *const needed[] = { "BOXOFFICE_STRIPE_KEY", "BOXOFFICE_STRIPE_WEBHOOK_SECRET", "BOXOFFICE_BASE_URL" };
	const char *lines = "BOXOFFICE_PAYMENT_PROVIDER=stripe\n";

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		ck_assert(!parse(lines));
		ck_assert_contains(problem, pool_print(pool, "file: BOXOFFICE_PAYMENT_PROVIDER=stripe needs %s", needed[i]));
		lines = pool_print(pool, "%s%s=https://a.example\n", lines, needed[i]);
	}
	ck_assert_msg(parse(lines), "%s", problem);
}

TEST(test_cards_at_an_https_address_need_a_setting_that_says_so)
{
	static const char TEST_CARDS[] = "BOXOFFICE_PAYMENT_PROVIDER=test\n", PUBLIC[] = "BOXOFFICE_BASE_URL=https://tickets.example.com\n";

	ck_assert(!parse(pool_print(pool, "%s%s", TEST_CARDS, PUBLIC)));
	ck_assert_contains(problem, "BOXOFFICE_PAYMENT_PROVIDER=test gives tickets away");
	ck_assert_contains(problem, "BOXOFFICE_PAYMENT_ALLOW_TEST=1");
	ck_assert(!parse(pool_print(pool, "%sBOXOFFICE_BASE_URL=HTTPS://localhost\nBOXOFFICE_PAYMENT_ALLOW_TEST=0\n", TEST_CARDS)));
	ck_assert(parse(pool_print(pool, "%s%sBOXOFFICE_PAYMENT_ALLOW_TEST=1\n", TEST_CARDS, PUBLIC)));
	ck_assert(parse(pool_print(pool, "%sBOXOFFICE_BASE_URL=http://127.0.0.1:8080\n", TEST_CARDS)));
	ck_assert(parse(TEST_CARDS));
	ck_assert(parse(PUBLIC));
}

static bool applies(const char *gauge)
{
	CONFIG_EACH_NOTICE (notice)
		if (!strcmp(notice->gauge, gauge))
			return config_applies(notice);
	ck_abort_msg("no notice %s", gauge);
	return false;
}

TEST(who_takes_no_money_is_a_notice)
{
	ck_assert(parse("BOXOFFICE_PAYMENT_PROVIDER=test\n"));
	ck_assert(applies("boxoffice_takes_test_cards") && !applies("boxoffice_takes_no_payments"));
	ck_assert(parse(""));
	ck_assert(!applies("boxoffice_takes_test_cards") && applies("boxoffice_takes_no_payments"));
	ck_assert(parse("BOXOFFICE_PAYMENT_PROVIDER=stripe\nBOXOFFICE_STRIPE_KEY=sk_test_x\nBOXOFFICE_STRIPE_WEBHOOK_SECRET=whsec_test\n"
	                "BOXOFFICE_BASE_URL=https://a.example\n"));
	ck_assert(!applies("boxoffice_takes_test_cards") && !applies("boxoffice_takes_no_payments"));
}

TEST(short_passwords_at_an_https_address_are_a_notice)
{
	static const char PUBLIC[] = "BOXOFFICE_BASE_URL=https://tickets.example.com\n";

	ck_assert(parse(PUBLIC));
	ck_assert(applies("boxoffice_takes_short_passwords"));
	ck_assert(parse(pool_print(pool, "%sBOXOFFICE_PASSWORD_MIN=8\n", PUBLIC)));
	ck_assert(!applies("boxoffice_takes_short_passwords"));
	ck_assert(parse("BOXOFFICE_BASE_URL=http://127.0.0.1:8080\n"));
	ck_assert(!applies("boxoffice_takes_short_passwords"));
}

TEST(what_pages_show_of_stripe_is_fit_to_be_seen)
{
	ck_assert(!parse("BOXOFFICE_STRIPE_PUBLISHABLE_KEY=sk_live_secret\n"));
	ck_assert_lacks(problem, "secret");
	ck_assert(!parse("BOXOFFICE_STRIPE_JS=//js.stripe.com/v3/\n"));
	ck_assert(!parse("BOXOFFICE_STRIPE_JS=https://js.stripe.com; script-src *\n"));
	ck_assert(!parse("BOXOFFICE_STRIPE_BASE=\n"));
	ck_assert(parse("BOXOFFICE_STRIPE_PUBLISHABLE_KEY=pk_live_x\nBOXOFFICE_STRIPE_JS=http://127.0.0.1:80/v3/\n"));
	ck_assert_str_eq(stripe_settings.base, "https://api.stripe.com");
}

static const char *file_of(const char *text)
{
	char *name = pool_text(pool, "/tmp/boxoffice-config.XXXXXX");
	int fd = mkstemp(name);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	return name;
}

TEST(the_environment_names_the_file)
{
	const char *name = file_of("BOXOFFICE_HOLD_SECONDS=42\nBOXOFFICE_CURRENCY=EUR\n" KEYS);

	setenv("BOXOFFICE_CONF", name, 1);
	ck_assert_msg(config_load(problem), "%s", problem);
	ck_assert_int_eq(sales_settings.hold_seconds, 42);
	unlink(name);
}

TEST(an_empty_file_lacks_nothing_but_keys)
{
	const char *name = file_of("");

	test_leaks_on_purpose(); /* what is read stays for as long as the program runs */
	setenv("BOXOFFICE_CONF", name, 1);
	ck_assert(!config_load(problem));
	ck_assert_contains(problem, "BOXOFFICE_SESSION_KEYS");
	unlink(name);
}

TEST(a_file_with_a_zero_byte_is_no_text)
{
	char *name = pool_text(pool, file_of(KEYS "\n"));
	int fd = open(name, O_WRONLY | O_APPEND);

	ck_assert_int_eq(write(fd, "#\0\nBOXOFFICE_CURRENCY=EURO\n", 28), 28);
	close(fd);
	setenv("BOXOFFICE_CONF", name, 1);
	ck_assert(!config_load(problem));
	ck_assert_contains(problem, pool_print(pool, "%s: a zero byte", name));
	unlink(name);
}

TEST(a_missing_file_is_told_by_name)
{
	setenv("BOXOFFICE_CONF", "/nowhere/boxoffice.conf", 1);
	ck_assert(!config_load(problem));
	ck_assert_contains(problem, "/nowhere/boxoffice.conf");
}

int main(void)
{
	return test_run("config", PLAIN);
}
