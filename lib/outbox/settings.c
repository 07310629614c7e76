#include "outbox/settings.h"

#include <stddef.h>

struct outbox_settings outbox_settings;

static const char *const nats[] = { "nats://", "tls://", NULL };
static const char *const smtp[] = { "smtp://", "smtps://", "sendmail:/", NULL };
static const char *const smtp_tls[] = { "offered", "always", "never", NULL };

static const struct setting settings[] = {
	{ "BOXOFFICE_NATS_URL", "", SETTING_SERVER(&outbox_settings.nats_url, nats) },
	{ "BOXOFFICE_NATS_CREDS", "", SETTING_PATH(&outbox_settings.nats_creds) },
	{ "BOXOFFICE_NATS_CA", "", SETTING_PATH(&outbox_settings.nats_ca) },
	{ "BOXOFFICE_NATS_KEEP_DAYS", "0", SETTING_NUMBER(&outbox_settings.nats_keep_days, 0, 36500) },
	{ "BOXOFFICE_SMTP_URL", "", SETTING_SERVER(&outbox_settings.smtp_url, smtp) },
	{ "BOXOFFICE_SMTP_TLS", "offered", SETTING_ONE_OF(&outbox_settings.smtp_tls, smtp_tls) },
	{ "BOXOFFICE_SMTP_CA", "", SETTING_PATH(&outbox_settings.smtp_ca) },
	{ "BOXOFFICE_MAIL_FROM", "", SETTING_EMAIL(&outbox_settings.mail_from) },
	{ "BOXOFFICE_FEED_TOKEN", "", SETTING_SECRET(&outbox_settings.feed_token, 1) },
	{ "BOXOFFICE_FEED_WAITERS", "6", SETTING_NUMBER(&outbox_settings.feed_waiters, 0, 1000) },
	{ "BOXOFFICE_WEBHOOK_ALLOW_PRIVATE", "0", SETTING_SWITCH(&outbox_settings.webhook_allow_private) },
	{ "BOXOFFICE_KEEP_DAYS", "30", SETTING_NUMBER(&outbox_settings.keep_days, 0, 36500) },
	{ "BOXOFFICE_ARCHIVE_DAYS", "0", SETTING_NUMBER(&outbox_settings.archive_days, 0, 36500) },
	{ 0 }
};

static const struct config_rule rules[] = {
	{ "BOXOFFICE_SMTP_URL needs BOXOFFICE_MAIL_FROM", CONFIG_NEEDS(&outbox_settings.smtp_url, NULL, &outbox_settings.mail_from) },
	{ "BOXOFFICE_SMTP_URL needs BOXOFFICE_BASE_URL", CONFIG_NEEDS(&outbox_settings.smtp_url, NULL, &config.base_url) },
	{ 0 }
};

const struct config_table outbox_settings_table = { settings, rules };
