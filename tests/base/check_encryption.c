/* What goes to other machines is encrypted unless the settings say otherwise; which machine is another; and that it is told. */
#include "base/config.h"

#include "db/encryption.h"
#include "mail/settings.h"
#include "outbox/settings.h"
#include "stripe/settings.h"
#include "tests/test.h"

#define KEYS "BOXOFFICE_SESSION_KEYS=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
#define MAIL "BOXOFFICE_MAIL_FROM=a@example.com\nBOXOFFICE_BASE_URL=https://example.com\n"

static char problem[256];

static bool parse(const char *text)
{
	problem[0] = '\0';
	return config_parse("file", pool_print(pool, KEYS "%s", text), problem);
}

/* Whether a notice of something that can be overheard applies. */
static bool is_told(const char *gauge)
{
	CONFIG_EACH_NOTICE (notice)
		if (!strcmp(notice->gauge, gauge))
			return config_applies(notice);
	ck_abort_msg("no notice %s", gauge);
	return false;
}

TEST(only_this_machine_is_local)
{
	static const char *const local[] = { "localhost", "LocalHost", "127.0.0.1", "127.255.1.2", "::1", "::ffff:127.0.0.1", "[::1]",
		"http://localhost", "http://127.0.0.1:8080/path", "https://[::1]:8443", "smtp://u:p@localhost:25", "nats://a@b:c@127.0.0.1" };
	static const char *const remote[] = { "", "db.example.com", "127.0.0.1.example.com", "localhost.example.com", "127.example.com",
		"10.0.0.1", "0.0.0.0", "128.0.0.1", "::", "::2", "::ffff:10.0.0.1", "http://localhost.example.com",
		"http://localhost@db.example.com", "http://db.example.com/localhost", "http://db.example.com/@localhost",
		"smtp://127.0.0.1:p@mail.example.com", "http://[::2]", "http://", "http://[::1", "127.1", "0x7f000001", "2130706433" };

	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		ck_assert_msg(setting_is_local(local[i]), "%s is this machine", local[i]);
	for (size_t i = 0; i < sizeof(remote) / sizeof(remote[0]); i++)
		ck_assert_msg(!setting_is_local(remote[i]), "%s is another machine", remote[i]);
}

TEST(the_database_is_asked_by_tls_where_it_is_another_machine)
{
	static const struct { const char *lines; bool encrypts, told; } cases[] = {
		{ "", false, false }, { "BOXOFFICE_DB_HOST=db.example.com\n", false, false },
		{ "BOXOFFICE_DB_SOCKET=\n", false, false }, { "BOXOFFICE_DB_SOCKET=\nBOXOFFICE_DB_HOST=db.example.com\n", true, false },
		{ "BOXOFFICE_DB_SOCKET=\nBOXOFFICE_DB_HOST=10.0.0.1\nBOXOFFICE_DB_TLS=always\n", true, false },
		{ "BOXOFFICE_DB_SOCKET=\nBOXOFFICE_DB_HOST=10.0.0.1\nBOXOFFICE_DB_TLS=never\n", false, true },
		{ "BOXOFFICE_DB_SOCKET=\nBOXOFFICE_DB_HOST=127.0.0.1\nBOXOFFICE_DB_TLS=always\n", true, false },
		{ "BOXOFFICE_DB_SOCKET=\nBOXOFFICE_DB_HOST=127.0.0.1\nBOXOFFICE_DB_TLS=never\n", false, false },
		{ "BOXOFFICE_DB_TLS=always\n", false, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(parse(cases[i].lines), "%s", problem);
		ck_assert_msg(db_is_encrypted() == cases[i].encrypts, "%s", cases[i].lines);
		ck_assert_msg(is_told("boxoffice_database_unencrypted") == cases[i].told, "%s", cases[i].lines);
	}
}

TEST(an_address_of_nats_without_tls_is_of_this_machine_or_allowed)
{
	ck_assert(!parse("BOXOFFICE_NATS_URL=nats://nats.example.com:4222\n"));
	ck_assert_contains(problem, "BOXOFFICE_NATS_URL must begin with tls://");
	ck_assert_contains(problem, "BOXOFFICE_NATS_TLS=never");
	ck_assert(!parse("BOXOFFICE_NATS_URL=nats://user:secret@nats.example.com\n"));
	ck_assert_lacks(problem, "secret");
	ck_assert(parse("BOXOFFICE_NATS_URL=tls://nats.example.com:4222\n") && !is_told("boxoffice_nats_unencrypted"));
	ck_assert(parse("BOXOFFICE_NATS_URL=nats://127.0.0.1:4222\n") && !is_told("boxoffice_nats_unencrypted"));
	ck_assert(parse("BOXOFFICE_NATS_URL=nats://10.0.0.1\nBOXOFFICE_NATS_TLS=never\n") && is_told("boxoffice_nats_unencrypted"));
}

TEST(mail_that_can_be_read_on_its_way_is_told)
{
	static const struct { const char *lines; bool told; } cases[] = {
		{ "BOXOFFICE_SMTP_URL=smtp://mail.example.com\n", false },
		{ "BOXOFFICE_SMTP_URL=smtp://mail.example.com\nBOXOFFICE_SMTP_TLS=offered\n", true },
		{ "BOXOFFICE_SMTP_URL=smtp://mail.example.com\nBOXOFFICE_SMTP_TLS=never\n", true },
		{ "BOXOFFICE_SMTP_URL=smtp://localhost\nBOXOFFICE_SMTP_TLS=never\n", false },
		{ "BOXOFFICE_SMTP_URL=smtps://mail.example.com\nBOXOFFICE_SMTP_TLS=never\n", false },
		{ "BOXOFFICE_SMTP_URL=sendmail:/usr/sbin/sendmail\nBOXOFFICE_SMTP_TLS=never\n", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(parse(pool_print(pool, MAIL "%s", cases[i].lines)), "%s", problem);
		ck_assert_msg(is_told("boxoffice_mail_unencrypted") == cases[i].told, "%s", cases[i].lines);
	}
	ck_assert(parse(""));
	ck_assert_str_eq(mail_settings.smtp_tls, "remote");
}

TEST(stripes_key_and_script_go_by_tls)
{
	ck_assert(!parse("BOXOFFICE_STRIPE_BASE=http://api.stripe.com\n"));
	ck_assert_contains(problem, "BOXOFFICE_STRIPE_BASE must begin with https://");
	ck_assert(!parse("BOXOFFICE_STRIPE_JS=http://js.stripe.com/v3/\n"));
	ck_assert_contains(problem, "BOXOFFICE_STRIPE_JS must begin with https://");
	ck_assert(parse("BOXOFFICE_STRIPE_BASE=http://127.0.0.1:1234\nBOXOFFICE_STRIPE_JS=http://localhost:1234/v3/\n"));
}

int main(void)
{
	return test_run("encryption", PLAIN);
}
