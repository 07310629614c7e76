#include "outbox/settings.h"

#include <stddef.h>

#include "base/text.h"

struct outbox_settings outbox_settings;

static const char *const nats[] = { "nats://", "tls://", NULL };
static const char *const nats_tls[] = { "remote", "never", NULL };

static const struct setting settings[] = {
	{ "BOXOFFICE_NATS_URL", "", SETTING_SERVER(&outbox_settings.nats_url, nats) },
	{ "BOXOFFICE_NATS_TLS", "remote", SETTING_ONE_OF(&outbox_settings.nats_tls, nats_tls), SETTING_REQUIRED },
	{ "BOXOFFICE_NATS_CREDS", "", SETTING_PATH(&outbox_settings.nats_creds) },
	{ "BOXOFFICE_NATS_CA", "", SETTING_PATH(&outbox_settings.nats_ca) },
	{ "BOXOFFICE_NATS_KEEP_DAYS", "0", SETTING_NUMBER(&outbox_settings.nats_keep_days, 0, 36500) },
	{ "BOXOFFICE_FEED_TOKEN", "", SETTING_SECRET(&outbox_settings.feed_token, 8) },
	{ "BOXOFFICE_FEED_WAITERS", "6", SETTING_NUMBER(&outbox_settings.feed_waiters, 0, 1000) },
	{ "BOXOFFICE_WEBHOOK_ALLOW_PRIVATE", "0", SETTING_SWITCH(&outbox_settings.webhook_allow_private) },
	{ "BOXOFFICE_KEEP_DAYS", "30", SETTING_NUMBER(&outbox_settings.keep_days, 0, 36500) },
	{ "BOXOFFICE_ARCHIVE_DAYS", "0", SETTING_NUMBER(&outbox_settings.archive_days, 0, 36500) },
	{ 0 }
};

static bool nats_can_be_overheard(void)
{
	return text_begins(outbox_settings.nats_url, "nats://") && !setting_is_local(outbox_settings.nats_url);
}

static const struct config_rule rules[] = {
	{ "BOXOFFICE_NATS_URL must begin with tls://, or be on this machine; BOXOFFICE_NATS_TLS=never allows others to listen in",
	  CONFIG_OPEN(&outbox_settings.nats_url, "nats://", &outbox_settings.nats_tls, "never") },
	{ 0 }
};

static const struct config_notice notices[] = {
	{ "boxoffice_nats_unencrypted", "1 while events can be read on their way to NATS.",
	  "BOXOFFICE_NATS_TLS=never: events can be read on their way to NATS", NULL, .applies = nats_can_be_overheard },
	{ 0 }
};

const struct config_table outbox_settings_table = { settings, rules, notices };
