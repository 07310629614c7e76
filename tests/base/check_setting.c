/* What values settings may have, how they are kept, and what is said of one that can't be right. */
#include "base/config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/settings.h"
#include "http/settings.h"
#include "money/provider.h"
#include "money/settings.h"
#include "mail/settings.h"
#include "outbox/settings.h"
#include "serve/settings.h"
#include "stripe/settings.h"
#include "tests/test.h"

#define KEY "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define KEYS "BOXOFFICE_SESSION_KEYS=" KEY

static char problem[256];

static bool parse(const char *text)
{
	problem[0] = '\0';
	return config_parse("file", pool_print(pool, "%s\n" KEYS, text), problem);
}

TEST(a_wrong_value_is_told_with_its_line_and_what_would_be_right)
{
	static const struct { const char *line, *right; } wrong[] = {
		{ "BOXOFFICE_HOLD_SECONDS=0", "a whole number from 1 to 2592000" },
		{ "BOXOFFICE_RATE_LIMIT=no", "1 or 0" },
		{ "BOXOFFICE_SIGNIN_RATE=10", "a slash" }, { "BOXOFFICE_SIGNIN_RATE=", "a slash" }, { "BOXOFFICE_SIGNIN_RATE=0/30", "a slash" },
		{ "BOXOFFICE_SIGNIN_RATE=10/0", "a slash" }, { "BOXOFFICE_SIGNIN_RATE=10/86401", "a slash" },
		{ "BOXOFFICE_SIGNIN_RATE=100001/1", "a slash" }, { "BOXOFFICE_SIGNIN_RATE=-1/30", "a slash" },
		{ "BOXOFFICE_SIGNIN_RATE=10/30s", "a slash" }, { "BOXOFFICE_SIGNIN_RATE=10 /30", "a slash" },
		{ "BOXOFFICE_SIGNIN_RATE=99999999999999999999/30", "a slash" },
		{ "BOXOFFICE_SMTP_TLS=maybe", "one of remote, always, offered, never" },
		{ "BOXOFFICE_SMTP_TLS=", "one of remote, always, offered, never" },
		{ "BOXOFFICE_PAYMENT_PROVIDER=Stripe", "one of test, stripe" },
		{ "BOXOFFICE_SMTP_URL=smtp:/localhost", "begins with one of smtp://, smtps://, sendmail:/" },
		{ "BOXOFFICE_NATS_URL=localhost:4222", "begins with one of nats://, tls://" },
		{ "BOXOFFICE_NATS_URL=nats://", "begins with one of nats://, tls://" },
		{ "BOXOFFICE_STRIPE_PUBLISHABLE_KEY=sk_live_x", "begins with pk_" },
		{ "BOXOFFICE_CURRENCY=EURO", "ISO 4217" },
		{ "BOXOFFICE_BASE_URL=tickets.example.com", "http:// or https://" },
		{ "BOXOFFICE_MAIL_FROM=tickets", "an e-mail address" },
		{ "BOXOFFICE_TEMPLATES=templates", "a path that begins with /" },
		{ "BOXOFFICE_TEMPLATES=", "a path that begins with /" },
		{ "BOXOFFICE_SHARED=shared", "a path that begins with /" },
		{ "BOXOFFICE_ADMIN_TOKEN=0123456789abcdef0123456789abcde", "32 or more characters" },
		{ "BOXOFFICE_ADMIN_TOKEN=0123456789abcdef 0123456789abcdef", "32 or more characters" },
		{ "BOXOFFICE_FEED_TOKEN=m\xc3\xbcller", "of ASCII without blanks" },
		{ "BOXOFFICE_FEED_TOKEN=x", "8 or more characters" },
		{ "BOXOFFICE_METRICS_TOKEN=1234567", "8 or more characters" },
		{ "BOXOFFICE_STRIPE_KEY=sk_live", "8 or more characters" },
		{ "BOXOFFICE_STRIPE_WEBHOOK_SECRET=x", "8 or more characters" },
		{ "BOXOFFICE_DB_TLS=yes", "one of remote, always, never" },
		{ "BOXOFFICE_NATS_TLS=always", "one of remote, never" },
		{ "BOXOFFICE_SESSION_KEYS=", "keys of 64 to 256 hexadecimal digits" },
		{ "BOXOFFICE_STRIPE_BASE=", "http:// or https://" },
		{ "BOXOFFICE_SITE_NAME=", "a text" },
		{ "BOXOFFICE_SITE_NAME=B\xfchne", "a text in UTF-8" }, /* as Latin-1 has it: no page and no mail could show it */
		{ "BOXOFFICE_DB_NAME=", "a text" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *value = strchr(wrong[i].line, '=');

		ck_assert_msg(!parse(pool_print(pool, "# one\n%s\n", wrong[i].line)), "%s was taken", wrong[i].line);
		ck_assert_contains(problem, pool_print(pool, "file:2: %.*s must be ", (int)(value - wrong[i].line), wrong[i].line));
		ck_assert_contains(problem, wrong[i].right);
		ck_assert_msg(!value[1] || !strstr(problem, value), "%s", problem);
	}
}

TEST(a_limit_is_two_numbers)
{
	ck_assert(parse(""));
	ck_assert_int_eq(serve_settings.signin_rate.burst, 10);
	ck_assert_int_eq(serve_settings.signin_rate.interval, 30);
	ck_assert(parse("BOXOFFICE_SIGNIN_RATE=100000/86400"));
	ck_assert_int_eq(serve_settings.signin_rate.burst, 100000);
	ck_assert_int_eq(serve_settings.signin_rate.interval, 86400);
}

TEST(a_currency_is_one_of_iso_4217_in_any_case)
{
	static const char *const right[][2] = { { "jpy", "JPY" }, { "eur", "EUR" }, { "Kwd", "KWD" }, { "CHF", "CHF" } };
	static const char *const wrong[] = { "EURO", "", "EU", "XXX", "XAU", "XTS", "DEM", "R D", "USD EUR", "\xe2\x82\xac", "$" };

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		ck_assert_msg(parse(pool_print(pool, "BOXOFFICE_CURRENCY=%s", right[i][0])), "%s", problem);
		ck_assert_str_eq(config.currency, right[i][1]);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!parse(pool_print(pool, "BOXOFFICE_CURRENCY=%s", wrong[i])), "%s was taken", wrong[i]);
}

TEST(an_address_is_kept_in_one_way)
{
	static const char *const right[][2] = {
		{ "https://LocalHost:443", "https://localhost" }, { "HTTP://A.example:80/Path/", "http://a.example/Path" },
		{ "https://a.example:80", "https://a.example:80" }, { "http://a.example:443/", "http://a.example:443" },
		{ "https://a.example:4430", "https://a.example:4430" }, { "https://127.0.0.1:8443/shop//", "https://127.0.0.1:8443/shop" },
		{ "http://[::1]:8080", "http://[::1]:8080" }, { "https://[2001:DB8::A]:443/x", "https://[2001:db8::a]/x" }, { "", "" },
	};

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		ck_assert_msg(parse(pool_print(pool, "BOXOFFICE_BASE_URL=%s", right[i][0])), "%s: %s", right[i][0], problem);
		ck_assert_str_eq(config.base_url, right[i][1]);
	}
}

TEST(an_address_has_a_scheme_and_a_host)
{
	static const char *const wrong[] = { "tickets.example.com", "htps://x", "https://", "https:///x", "http://:80", "https://a b",
		"https://a.example:", "https://a.example:0", "https://a.example:65536", "https://a.example:443x", "https://-a.example",
		"https://a..example", "https://a.example.", "https://[::1", "https://[::1]x", "https://[x]", "https://[]", "https://u:p@a.example",
		"https://a.example/?q", "https://a.example/#f", "https://a.example/\"", "https://a_b.example", "//a.example",
		"https://m\xc3\xbcller.example", "ftp://a.example", "https://a.example/x y" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!parse(pool_print(pool, "BOXOFFICE_BASE_URL=%s", wrong[i])), "%s was taken", wrong[i]);
}

TEST(only_an_address_that_paths_follow_loses_its_last_slash)
{
	ck_assert_msg(parse("BOXOFFICE_STRIPE_JS=https://JS.stripe.com:443/v3/"), "%s", problem);
	ck_assert_str_eq(stripe_settings.js, "https://js.stripe.com/v3/");
	ck_assert_msg(parse("BOXOFFICE_STRIPE_BASE=https://API.stripe.com/"), "%s", problem);
	ck_assert_str_eq(stripe_settings.base, "https://api.stripe.com");
}

TEST(a_server_is_a_host_behind_a_scheme)
{
	static const char *const right[] = { "smtp://localhost", "smtp://u:p%40@mail.example.com:587", "smtps://[::1]:465/",
		"smtp://a@b.example:p@mail.example.com", "sendmail:/usr/sbin/sendmail -v" };
	static const char *const wrong[] = { "smtp://", "smtp://:25", "smtp://a.example:0", "smtp://a.example:x", "smtp://a.example/name",
		"smtp://u:p@", "smtp://u:p/w@a.example", "smtp://a b", "smtp://[::1", "sendmail:/", "sendmail:sendmail", "mail.example.com:25" };
	static const char REST[] = "BOXOFFICE_MAIL_FROM=a@example.com\nBOXOFFICE_BASE_URL=https://example.com";

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		ck_assert_msg(parse(pool_print(pool, "%s\nBOXOFFICE_SMTP_URL=%s", REST, right[i])), "%s: %s", right[i], problem);
		ck_assert_str_eq(mail_settings.smtp_url, right[i]);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!parse(pool_print(pool, "%s\nBOXOFFICE_SMTP_URL=%s", REST, wrong[i])), "%s was taken", wrong[i]);
}

static bool parse_alone(const char *text)
{
	problem[0] = '\0';
	return config_parse("file", pool_text(pool, text), problem);
}

TEST(keys_are_hexadecimal_and_long)
{
	static const char *const wrong[] = { "abc", KEY " abc", "g" KEY, KEY "," KEY, KEY KEY KEY KEY "0", KEY "\t" KEY,
		"correct horse battery staple correct horse battery staple correct horse" };

	ck_assert(parse_alone("BOXOFFICE_SESSION_KEYS=" KEY KEY KEY KEY " " KEY));
	ck_assert(parse_alone("BOXOFFICE_SESSION_KEYS=\"  " KEY "  " KEY " \""));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_msg(!parse_alone(pool_print(pool, "BOXOFFICE_SESSION_KEYS=%s", wrong[i])), "%s was taken", wrong[i]);
		ck_assert_lacks(problem, wrong[i]);
	}
}

TEST(a_setting_that_has_no_standard_value_is_missed)
{
	ck_assert(!parse_alone("BOXOFFICE_CURRENCY=EUR\n"));
	ck_assert_contains(problem, "file: BOXOFFICE_SESSION_KEYS must be one or more keys");
	ck_assert(!parse_alone("BOXOFFICE_SESSION_KEYS=\"   \"\n"));
}

TEST(the_name_of_a_cookie_is_a_token)
{
	static const char *const wrong[] = { "", "a b", "a=b", "a;b", "a,b", "m\xc3\xbcller", "\"a", KEY "x" };

	ck_assert(parse("BOXOFFICE_SESSION_COOKIE=second-shop_2"));
	ck_assert_str_eq(http_settings.session_cookie, "second-shop_2");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!parse(pool_print(pool, "BOXOFFICE_SESSION_COOKIE=%s", wrong[i])), "%s was taken", wrong[i]);
}

/* Browsers would drop such a cookie without TLS, and nobody could sign in. */
TEST(a_cookie_with_a_prefix_needs_tls)
{
	static const char COOKIE[] = "BOXOFFICE_SESSION_COOKIE=__Host-session";

	ck_assert(!parse(COOKIE));
	ck_assert_contains(problem, "BOXOFFICE_SESSION_COOKIE begins with __");
	ck_assert(!parse(pool_print(pool, "%s\nBOXOFFICE_BASE_URL=http://a.example", COOKIE)));
	ck_assert(parse(pool_print(pool, "%s\nBOXOFFICE_BASE_URL=https://a.example", COOKIE)));
}

TEST(a_name_that_may_be_a_secret_is_not_told)
{
	ck_assert(!parse("AbCdSesame=="));
	ck_assert_contains(problem, "file:1");
	ck_assert_lacks(problem, "Sesame");
	ck_assert(!parse("JBSWY3DPEHPK3PXP====")); /* base32 */
	ck_assert_lacks(problem, "JBSWY");
}

/* Each standard value is written as it would be kept, and would be taken from a file too. What must be in the file may have none. */
TEST(every_standard_value_is_right)
{
	for (const struct config_table *const *table = config_tables; *table; table++)
		for (const struct setting *setting = (*table)->settings; setting->name; setting++) {
			char *value = pool_text(pool, setting->standard);

			ck_assert_msg(setting_read(setting, value) || (setting->required && !*value), "%s", setting->name);
			ck_assert_str_eq(value, setting->standard);
		}
}

TEST(no_name_and_no_place_is_used_twice)
{
	for (const struct config_table *const *table = config_tables; *table; table++)
		for (const struct setting *setting = (*table)->settings; setting->name; setting++)
			for (const struct config_table *const *other = config_tables; *other; other++)
				for (const struct setting *same = (*other)->settings; same->name; same++)
					ck_assert_msg(same == setting || (strcmp(same->name, setting->name) && same->at.text != setting->at.text),
					              "%s and %s", setting->name, same->name);
}

TEST(the_names_of_providers_are_those_of_the_providers)
{
	size_t count = 0;

	for (; providers[count] && money_provider_names[count]; count++)
		ck_assert_str_eq(money_provider_names[count], providers[count]->name);
	ck_assert(!providers[count] && !money_provider_names[count]);
}

TEST(a_directory_is_no_file_of_settings)
{
	setenv("BOXOFFICE_CONF", "/tmp", 1);
	ck_assert(!config_load(problem));
	ck_assert_contains(problem, "/tmp: Is a directory");
}

int main(void)
{
	return test_run("setting", PLAIN);
}
