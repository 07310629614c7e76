#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define TOKEN_MIN 32

struct config config;

enum setting_type { SETTING_TEXT, SETTING_NUMBER, SETTING_SWITCH };

struct setting {
	const char *name;
	enum setting_type type;
	size_t offset;
	const char *standard; /* when the file doesn't name it */
	int64_t min, max;
};

#define TEXT_OF(member, standard) SETTING_TEXT, offsetof(struct config, member), standard, 0, 0
#define NUMBER_OF(member, standard, min, max) SETTING_NUMBER, offsetof(struct config, member), standard, min, max
#define SWITCH_OF(member, standard) SETTING_SWITCH, offsetof(struct config, member), standard, 0, 1

static const struct setting settings[] = {
	{ "BOXOFFICE_SITE_NAME", TEXT_OF(site_name, "Boxoffice") },
	{ "BOXOFFICE_BASE_URL", TEXT_OF(base_url, "") },
	{ "BOXOFFICE_CURRENCY", TEXT_OF(currency, "USD") },
	{ "BOXOFFICE_TEMPLATES", TEXT_OF(templates, "/usr/share/boxoffice/templates") },
	{ "BOXOFFICE_SHARED", TEXT_OF(shared, "") },
	{ "BOXOFFICE_HOLD_SECONDS", NUMBER_OF(hold_seconds, "900", 1, 86400 * 30) },
	{ "BOXOFFICE_SESSION_KEYS", TEXT_OF(session_keys, "") },
	{ "BOXOFFICE_SESSION_SECONDS", NUMBER_OF(session_seconds, "604800", 1, 86400 * 366) },
	{ "BOXOFFICE_PASSWORD_MIN", NUMBER_OF(password_min, "4", 1, 128) },
	{ "BOXOFFICE_PASSWORD_MAX", NUMBER_OF(password_max, "20", 1, 128) },
	{ "BOXOFFICE_SCRYPT_LN", NUMBER_OF(scrypt_ln, "15", 10, 18) },
	{ "BOXOFFICE_RATE_LIMIT", SWITCH_OF(rate_limit, "1") },
	{ "BOXOFFICE_DB_SOCKET", TEXT_OF(db_socket, "/run/mysqld/mysqld.sock") },
	{ "BOXOFFICE_DB_HOST", TEXT_OF(db_host, "localhost") },
	{ "BOXOFFICE_DB_PORT", NUMBER_OF(db_port, "3306", 1, 65535) },
	{ "BOXOFFICE_DB_NAME", TEXT_OF(db_name, "boxoffice") },
	{ "BOXOFFICE_DB_USER", TEXT_OF(db_user, "boxoffice") },
	{ "BOXOFFICE_DB_PASSWORD", TEXT_OF(db_password, "") },
	{ "BOXOFFICE_PAYMENT_PROVIDER", TEXT_OF(payment_provider, "test") },
	{ "BOXOFFICE_PAYMENT_SECONDS", NUMBER_OF(payment_seconds, "120", 1, 86400) },
	{ "BOXOFFICE_RECONCILE_DAYS", NUMBER_OF(reconcile_days, "7", 1, 3650) },
	{ "BOXOFFICE_STRIPE_BASE", TEXT_OF(stripe_base, "https://api.stripe.com") },
	{ "BOXOFFICE_STRIPE_KEY", TEXT_OF(stripe_key, "") },
	{ "BOXOFFICE_STRIPE_WEBHOOK_SECRET", TEXT_OF(stripe_webhook_secret, "") },
	{ "BOXOFFICE_STRIPE_PUBLISHABLE_KEY", TEXT_OF(stripe_publishable_key, "") },
	{ "BOXOFFICE_STRIPE_JS", TEXT_OF(stripe_js, "https://js.stripe.com/v3/") },
	{ "BOXOFFICE_NATS_URL", TEXT_OF(nats_url, "") },
	{ "BOXOFFICE_NATS_CREDS", TEXT_OF(nats_creds, "") },
	{ "BOXOFFICE_NATS_CA", TEXT_OF(nats_ca, "") },
	{ "BOXOFFICE_NATS_KEEP_DAYS", NUMBER_OF(nats_keep_days, "0", 0, 36500) },
	{ "BOXOFFICE_SMTP_URL", TEXT_OF(smtp_url, "") },
	{ "BOXOFFICE_SMTP_TLS", TEXT_OF(smtp_tls, "offered") },
	{ "BOXOFFICE_SMTP_CA", TEXT_OF(smtp_ca, "") },
	{ "BOXOFFICE_MAIL_FROM", TEXT_OF(mail_from, "") },
	{ "BOXOFFICE_MAIL_REMINDER", SWITCH_OF(mail_reminder, "0") },
	{ "BOXOFFICE_FEED_TOKEN", TEXT_OF(feed_token, "") },
	{ "BOXOFFICE_FEED_WAITERS", NUMBER_OF(feed_waiters, "6", 0, 1000) },
	{ "BOXOFFICE_ADMIN_TOKEN", TEXT_OF(admin_token, "") },
	{ "BOXOFFICE_WEBHOOK_ALLOW_PRIVATE", SWITCH_OF(webhook_allow_private, "0") },
	{ "BOXOFFICE_KEEP_DAYS", NUMBER_OF(keep_days, "30", 0, 36500) },
	{ "BOXOFFICE_ARCHIVE_DAYS", NUMBER_OF(archive_days, "0", 0, 36500) },
	{ "BOXOFFICE_METRICS_TOKEN", TEXT_OF(metrics_token, "") },
	{ "BOXOFFICE_COUNTERS", TEXT_OF(counters, "/var/lib/boxoffice/counters") },
};

#define EACH_SETTING(s) (const struct setting *s = settings; s < settings + sizeof(settings) / sizeof(*settings); s++)

static bool set_number(const struct setting *setting, const char *value)
{
	void *member = (char *)&config + setting->offset;
	char *end;
	long long number;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno || end == value || *end || number < setting->min || number > setting->max)
		return false;
	if (setting->type == SETTING_SWITCH)
		*(bool *)member = number != 0;
	else
		*(int64_t *)member = number;
	return true;
}

static bool set(const struct setting *setting, const char *value)
{
	if (setting->type != SETTING_TEXT)
		return set_number(setting, value);
	*(const char **)((char *)&config + setting->offset) = value;
	return true;
}

static const struct setting *find(const char *name)
{
	for EACH_SETTING(setting)
		if (!strcmp(setting->name, name))
			return setting;
	return NULL;
}

static char *trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	if (end > text + 1 && *text == '"' && end[-1] == '"') {
		*--end = '\0';
		text++;
	}
	return text;
}

/* Reads one line of the file into `config`. NULL if the line is good, else a sentence about what is wrong with it. */
static const char *read_setting(char *line)
{
	const struct setting *setting;
	char *equals;

	line = trim(line);
	if (!*line || *line == '#')
		return NULL;
	equals = strchr(line, '=');
	if (!equals)
		return "is not NAME=value";
	*equals = '\0';
	setting = find(trim(line));
	if (!setting)
		return "has a name that is not known";
	return set(setting, trim(equals + 1)) ? NULL : "has a value out of range";
}

/* Cuts slashes from the end of an address: every path that is appended to the address begins with a slash. */
static void cut_slashes(const char *url)
{
	for (char *end = (char *)url + strlen(url); end > url && end[-1] == '/';)
		*--end = '\0';
}

static const char *wrong_with_mail(void)
{
	static const char *const tls[] = { "offered", "always", "never", NULL };

	if (!text_is_one_of(config.smtp_tls, tls))
		return "BOXOFFICE_SMTP_TLS is not one of offered, always, never";
	if (!*config.smtp_url)
		return NULL;
	if (!text_begins(config.smtp_url, "smtp://") && !text_begins(config.smtp_url, "smtps://") &&
	    !text_begins(config.smtp_url, "sendmail:/"))
		return "BOXOFFICE_SMTP_URL begins neither with smtp:// nor smtps:// nor sendmail:/";
	if (!strchr(config.mail_from, '@') || !*config.base_url)
		return "mail needs BOXOFFICE_MAIL_FROM, an address, and BOXOFFICE_BASE_URL";
	return NULL;
}

/* True for http:// or https://, a host and perhaps a port: such an address may be written into a header. */
static bool is_address(const char *url)
{
	const char *host = url + (text_begins(url, "https://") ? 8 : 7);
	size_t length;

	if (!text_begins(url, "https://") && !text_begins(url, "http://"))
		return false;
	length = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");
	return length && (host[length] == '/' || !host[length]);
}

/* Checks the settings of Stripe that pages and headers show to everybody. NULL if they are good, else what is wrong. */
static const char *indecency(void)
{
	if (!is_address(config.stripe_base) || !is_address(config.stripe_js))
		return "BOXOFFICE_STRIPE_BASE and BOXOFFICE_STRIPE_JS must begin with https:// and a host";
	if (*config.stripe_publishable_key && !text_begins(config.stripe_publishable_key, "pk_"))
		return "BOXOFFICE_STRIPE_PUBLISHABLE_KEY doesn't begin with pk_: pages show it to everybody";
	return NULL;
}

/* Checks settings that depend on each other. NULL if they agree, else what is wrong. */
static const char *contradiction(void)
{
	bool stripe = text_is(config.payment_provider, "stripe");

	if (config.password_min > config.password_max)
		return "BOXOFFICE_PASSWORD_MIN is above BOXOFFICE_PASSWORD_MAX";
	if (!stripe && !text_is(config.payment_provider, "test"))
		return "BOXOFFICE_PAYMENT_PROVIDER is neither test nor stripe";
	if (stripe && (!*config.stripe_key || !*config.stripe_webhook_secret || !*config.base_url))
		return "Stripe needs BOXOFFICE_STRIPE_KEY, BOXOFFICE_STRIPE_WEBHOOK_SECRET and BOXOFFICE_BASE_URL";
	if (*config.admin_token && strlen(config.admin_token) < TOKEN_MIN)
		return "BOXOFFICE_ADMIN_TOKEN needs 32 or more characters";
	return wrong_with_mail() ? wrong_with_mail() : indecency();
}

static bool check_whole(const char *name, char problem[256])
{
	const char *wrong = contradiction();

	cut_slashes(config.base_url);
	if (!*config.shared)
		config.shared = config.counters;
	if (wrong)
		snprintf(problem, 256, "%.120s: %s", name, wrong);
	return !wrong;
}

bool config_parse(const char *name, char *text, char problem[256])
{
	char *rest = text, *line;

	for EACH_SETTING(setting)
		set(setting, setting->standard);
	for (int number = 1; (line = strsep(&rest, "\n")); number++) {
		const char *wrong = read_setting(line);

		if (!wrong)
			continue;
		snprintf(problem, 256, "%s:%d: %.60s %s", name, number, strchr(wrong, 'N') ? "line" : trim(line), wrong);
		return false;
	}
	return check_whole(name, problem);
}

/* The text of the whole file, NULL if the file can't be read. The text is never freed: settings point into it. */
static char *whole_file(const char *name)
{
	FILE *file = fopen(name, "re");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0 && !ferror(file))
		text = calloc(1, 1);
	fclose(file);
	return text;
}

static const char *beside_program(char path[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 32);
	char *slash;

	path[length < 0 ? 0 : length] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash ? slash : path, 32, "/../etc/boxoffice.conf");
	return path;
}

static const char *file_name(char path[PATH_MAX])
{
	const char *named = getenv("BOXOFFICE_CONF");

	if (named && *named)
		return named;
	if (access(beside_program(path), F_OK) == 0)
		return path;
	return "/etc/boxoffice/boxoffice.conf";
}

bool config_load(char problem[256])
{
	char path[PATH_MAX];
	const char *name = file_name(path);
	char *text = whole_file(name);

	if (text)
		return config_parse(name, text, problem);
	snprintf(problem, 256, "%.180s: %s", name, strerror(errno));
	return false;
}
