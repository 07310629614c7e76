/*
 * Configuration: one file of NAME=value lines; `#` starts a comment line; a value runs to the end of its line and may
 * stand in double quotes. The file is the one that BOXOFFICE_CONF names, else ../etc/boxoffice.conf beside the
 * program, else /etc/boxoffice/boxoffice.conf. boxoffice.conf(5) explains each name.
 *
 * Texts belong to this module and live as long as the program. A setting that the file leaves out has its standard value.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

struct config {
	/* the shop */
	const char *site_name, *base_url, *currency, *templates, *shared;
	int64_t hold_seconds;
	/* accounts */
	const char *session_keys; /* hex keys, separated by spaces; the first signs, all verify */
	int64_t session_seconds, password_min, password_max, scrypt_ln;
	bool rate_limit;
	/* database: the socket, or host and port where the socket is empty */
	const char *db_socket, *db_host, *db_name, *db_user, *db_password;
	int64_t db_port;
	/* payment and delivery */
	int64_t payment_seconds; /* how long a payment under way keeps its hold alive */
	int64_t reconcile_days;  /* how far back the provider's ledger is compared with ours */
	const char *payment_provider, *stripe_base, *stripe_key, *stripe_webhook_secret;
	const char *stripe_publishable_key, *stripe_js; /* for pages that take cards; without the key none does */
	const char *nats_url, *nats_creds, *nats_ca;
	int64_t nats_keep_days;
	const char *feed_token, *admin_token;
	const char *smtp_url, *smtp_tls, *smtp_ca, *mail_from;
	bool mail_reminder;
	bool webhook_allow_private;
	int64_t keep_days, archive_days; /* events in outbox and in outbox_archive; 0: for ever */
	int64_t feed_waiters;            /* requests for the feed that may wait at once, on this machine */
	/* watching it */
	const char *metrics_token;
	const char *counters; /* the path that `shared` has where the file leaves `shared` empty */
};

/* The settings. Filled by config_load(), and never changed afterwards. */
extern struct config config;

/*
 * Reads the file, once in a program's life. False if the file can't be read or has a mistake: `problem` then has one line for the operator,
 * which names file, line and setting. The line never shows a value, since the value may be a password.
 */
bool config_load(char problem[256]);

/* Reads `text` as if it were the file `name`, for tests. The text is changed, and must live as long as `config`. */
bool config_parse(const char *name, char *text, char problem[256]);

#endif
